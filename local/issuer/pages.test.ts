import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestIssuer } from '../testing/issuer.ts';

let test: TestIssuer;
beforeAll(async () => {
  test = await TestIssuer.start();
});
afterAll(() => test.dispose());

describe('a page', () => {
  const PATHS = ['/.well-known/openid-configuration', '/.well-known/jwks.json', '/oauth2/token', '/oauth2/register'];
  const ask = (path: string, origin: string, method: string, headers = {}) =>
    fetch(`${test.issuer.url}${path}`, { method, headers: { origin, ...headers }, redirect: 'manual' });
  const permitted = ({ headers }: Response) => [...headers.keys()].filter((name) => name.startsWith('access-control'));

  it.each(PATHS)('of this machine may ask for %s and read the answer', async (path) => {
    const origin = 'http://localhost:5173';
    const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
    const before = await ask(path, origin, 'OPTIONS', asked);
    expect(before.status).toBe(204);
    expect(before.headers.get('access-control-allow-headers')).toContain('content-type');
    const answer = await ask(path, origin, path.startsWith('/oauth2') ? 'POST' : 'GET');
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
  });

  it.each(PATHS)('of another origin reads nothing of %s', async (path) => {
    for (const origin of ['https://evil.example', 'http://localhost.evil.example', 'null']) {
      const before = await ask(path, origin, 'OPTIONS', { 'access-control-request-method': 'POST' });
      expect([before.status, permitted(before)]).toEqual([403, []]);
      const answer = await ask(path, origin, path.startsWith('/oauth2') ? 'POST' : 'GET');
      expect(permitted(answer)).toEqual([]);
    }
  });

  it('reads nothing of a sign-in', async () => {
    expect(permitted(await ask('/oauth2/authorize?client_id=people', 'http://localhost:5173', 'GET'))).toEqual([]);
  });
});
