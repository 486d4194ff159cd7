import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { endpoints } from '../cloud/endpoints.ts';
import { AUDIENCE, SILENT_ISSUER } from '../support/test-issuer.ts';
import { control } from './support/control.ts';
import { answerOf, modern } from './support/endpoint.ts';

const now = () => Math.floor(Date.now() / 1000);
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with any claims, signed by the test's issuer. */
async function tokenWith(claims: object = {}, header: object = {}): Promise<string> {
  const { token } = (await control('/tokens', { claims: { roles: ['user'], ...claims }, header })) as { token: string };
  return token;
}

const statusOf = async (key: string) => (await modern('tools/list', {}, { key })).status;

beforeAll(async () => {
  // From here on the authorizer knows the issuer's keys.
  expect(await statusOf(await tokenWith())).toBe(200);
});

describe('the gateway', () => {
  it.each([
    ['has expired', () => tokenWith({ exp: now() - 61 })],
    ['is not yet valid', () => tokenWith({ nbf: now() + 120 })],
    ['is for another resource', () => tokenWith({ aud: 'https://other.example/mcp' })],
    ['is of another issuer', () => tokenWith({ iss: 'https://other.example' })],
    ['is signed by an unknown key', () => tokenWith({}, { kid: 'made-up' })],
    ['is larger than 8 KB', () => tokenWith({ padding: 'x'.repeat(8_192) })],
    ['names no tenant', () => tokenWith({ tenant: 7 })],
    ['is not signed', async () => `${part({ alg: 'none' })}.${(await tokenWith()).split('.')[1]}.`],
  ])('refuses a token that %s, and says how to get a better one', async (_, token) => {
    const response = await modern('tools/list', {}, { key: await token() });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('resource_metadata="');
    expect(await response.json()).toMatchObject({ error: { code: 'E1001' } });
  });

  it('refuses a valid token that is sent twice in one request', async () => {
    const authorization = ['authorization', `Bearer ${await tokenWith({ jti: randomUUID() })}`];
    expect(await statusOfHeaders([...authorization, ...authorization])).toBe(401);
    expect(await statusOfHeaders(authorization)).toBe(400);
    // The gateway has cached the authorizer's answer now, and front refuses the second header by itself.
    expect(await statusOfHeaders([...authorization, ...authorization])).toBe(400);
  });

  it('accepts a token for one bundle at that endpoint and at no other', async () => {
    const token = await tokenWith({ aud: `${AUDIENCE}/b/nowhere` });
    expect((await modern('tools/list', {}, { key: token })).status).toBe(403);
    expect((await modern('tools/list', {}, { key: token, path: '/mcp/b/nowhere' })).status).not.toBe(403);
  });

  it('lets a token with too few scopes list tools, and refuses their calls', async () => {
    const token = await tokenWith({ scope: 'tools:list' });
    const call = { name: 'verify_bank_account_penny_drop', arguments: {} };
    expect(await statusOf(token)).toBe(200);
    const response = await modern('tools/call', call, { key: token });
    const { result } = await answerOf(Promise.resolve(response));
    expect(result._meta['manifold/error'].details.missingScopes).toEqual(['kyc:money']);
  });

  it('answers 503 for a token of an issuer whose keys cannot be read', async () => {
    const response = await modern('tools/list', {}, { key: await tokenWith({ iss: SILENT_ISSUER }) });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: 'E5004', retryable: true } });
  });

  it('accepts tokens with a known key while their issuer is down', async () => {
    await control('/issuer-fails/true');
    try {
      expect(await statusOf(await tokenWith({ jti: 'while-down' }))).toBe(200);
    } finally {
      await control('/issuer-fails/false');
    }
  });
});

/** Status of a request with exactly these headers, which fetch would join into one. */
function statusOfHeaders(headers: string[]): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { host, href } = new URL(endpoints().mcpUrl);
    const sent = request(href, {
      method: 'POST',
      headers: ['host', host, 'content-type', 'application/json', ...headers],
    });
    sent.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
    sent.end('{}');
  });
}
