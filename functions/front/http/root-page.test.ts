import { describe, expect, it } from '@jest/globals';
import type { OAuthSettings } from '../oauth/metadata.ts';
import { rootPage } from './root-page.ts';

const OAUTH: OAuthSettings = {
  issuers: [{ name: 'cognito' } as OAuthSettings['issuers'][number]],
  scopes: ['payments:read', 'payments:write'],
  publicUrl: 'https://api.test/dev',
};
const get = (accept: string, query = '', oauth = OAUTH) =>
  rootPage(new Request(`https://api.test/${query}`, { headers: { accept } }), oauth, 'c-1');

describe('the root of the API', () => {
  it('tells a browser what this is and how to connect', async () => {
    const response = get('text/html,application/xhtml+xml,*/*;q=0.8');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const page = await response.text();
    expect(page).toContain('<code>https://api.test/dev/mcp</code>');
    expect(page).toContain('id="sign-in"');
    expect(page).toContain('Bearer mf_');
  });

  it('names the scopes that a sign-in lacked, and repeats nothing else of a link', async () => {
    const page = await get('text/html', '?scope=payments:write+<b>send-money</b>').text();
    expect(page).toContain('allow <code>payments:write</code> when');
    expect(page).not.toContain('send-money');
  });

  it('speaks of no sign-in if the stage has no issuer', async () => {
    expect(await get('text/html', '', { ...OAUTH, issuers: [] }).text()).not.toMatch(/sign/i);
  });

  it.each(['application/json', '*/*', ''])(
    'answers a client that accepts "%s" with the error of an unknown path',
    async (accept) => {
      const response = get(accept);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({
        error: { code: 'E2001', message: 'There is nothing at this path.', correlationId: 'c-1', retryable: false },
      });
    },
  );
});
