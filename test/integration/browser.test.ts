import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endpoints } from '../cloud/endpoints.ts';
import { hasChromium, inPage, startPages, type TestPages } from './support/chromium.ts';

/** Chromium starts and loads pages slowly on a busy machine. */
const BROWSER_MS = 120_000;

type Used = { revision: string; tools: string[]; result: { isError?: boolean; structuredContent?: unknown } };
type Read = { status: number; challenge: string | null; correlationId: string | null; body: string } | 'unreadable';

(hasChromium ? describe : describe.skip)('a page in Chromium', () => {
  let pages: TestPages;
  beforeAll(async () => {
    pages = await startPages();
  }, BROWSER_MS);
  afterAll(() => pages?.stop());

  it(
    'of an allowed origin lists tools and calls one with a key',
    async () => {
      const { mcpUrl, devKey } = endpoints();
      const page = await pages.open('localhost');
      const { revision, tools, result } = await inPage<Used>(page, 'use', mcpUrl, { key: devKey });
      expect(revision).toBe('2026-07-28');
      expect(tools).toContain('health_check');
      expect(result).toMatchObject({ structuredContent: { status: 'ok' } });
    },
    BROWSER_MS,
  );

  it(
    'of an allowed origin reads a 401 with its challenge and correlation id',
    async () => {
      const page = await pages.open('localhost');
      const answer = await inPage<Read>(page, 'read', endpoints().mcpUrl, { method: 'POST', body: '{}' });
      expect(answer).toMatchObject({
        status: 401,
        challenge: expect.stringContaining('/.well-known/oauth-protected-resource"'),
        correlationId: expect.any(String),
        body: expect.stringContaining('E1001'),
      });
    },
    BROWSER_MS,
  );

  it(
    'of an allowed origin registers, signs a person in, lists tools and calls one',
    async () => {
      const { mcpUrl } = endpoints();
      const page = await pages.open('localhost');
      const redirectUrl = `http://localhost:${pages.port}/callback`;
      await page.goto(await inPage<string>(page, 'beginSignIn', mcpUrl, redirectUrl));
      await page.getByRole('radio', { name: /^Uma User/ }).check();
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.waitForURL(`${redirectUrl}**`);
      await inPage(page, 'finishSignIn', mcpUrl, redirectUrl, new URL(page.url()).search);
      const { tools, result } = await inPage<Used>(page, 'use', mcpUrl, { redirectUrl });
      expect(tools).toContain('health_check');
      expect(result.isError).not.toBe(true);
    },
    BROWSER_MS,
  );

  it(
    'of a foreign origin reads nothing of the API and of the issuer',
    async () => {
      const { apiUrl, mcpUrl, devKey } = endpoints();
      const metadata = `${apiUrl}/.well-known/oauth-protected-resource`;
      const found = (await (await fetch(metadata)).json()) as { authorization_servers: string[] };
      const issuer = String(found.authorization_servers[0]);
      const headers = { authorization: `Bearer ${devKey}`, 'content-type': 'application/json' };
      const asked: [string, RequestInit?][] = [
        [mcpUrl, { method: 'POST', headers, body: '{}' }],
        [`${apiUrl}/mcp/public`, { method: 'POST', body: '{}' }],
        [metadata],
        [`${apiUrl}/.well-known/jwks.json`],
        [`${apiUrl}/api/v1/auth/token`, { method: 'POST', body: 'grant_type=client_credentials' }],
        [`${issuer}/.well-known/openid-configuration`],
        [`${issuer}/.well-known/jwks.json`],
        [`${issuer}/oauth2/register`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }],
      ];
      const foreign = await pages.open('foreign.localhost');
      const allowed = await pages.open('localhost');
      for (const [url, init] of asked) {
        expect([url, await inPage<Read>(foreign, 'read', url, init)]).toEqual([url, 'unreadable']);
        expect([url, await inPage<Read>(allowed, 'read', url, init)]).not.toEqual([url, 'unreadable']);
      }
    },
    BROWSER_MS,
  );
});
