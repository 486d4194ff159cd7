import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { PUBLIC_URL, type TokenEndpoint, tokenEndpoint } from '../../test/support/token-endpoint.ts';

let database: TestDatabase;
let endpoint: TokenEndpoint;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  endpoint = await tokenEndpoint(database);
});

const NEW_URL = 'https://api.example.test';
const FORMER = [{ url: PUBLIC_URL, until: '2999-01-01' }];
const SCOPES = ['kyc:read', 'offline_access'];
const start = async (more: Record<string, string> = {}) => {
  const { id, key } = await endpoint.key({ scopes: SCOPES });
  const parameters = { grant_type: 'client_credentials', client_id: id, client_secret: key, scope: SCOPES.join(' ') };
  const { body } = await endpoint.send('/api/v1/auth/token', { ...parameters, ...more });
  return { parameters, access: String(body.access_token), refresh: String(body.refresh_token) };
};
const refresh = (token: string, more: Record<string, string> = {}) =>
  endpoint.send('/api/v1/auth/token', { grant_type: 'refresh_token', refresh_token: token, ...more });

describe('a grant from before the API got another URL', () => {
  it.each([
    ['everything', '/mcp', undefined],
    ['everything, by the former URL', '/mcp', `${PUBLIC_URL}/mcp`],
    ['a bundle', '/mcp/b/kyc', undefined],
    ['a bundle, by the former URL', '/mcp/b/kyc', `${PUBLIC_URL}/mcp/b/kyc`],
    ['a bundle, by the new URL', '/mcp/b/kyc', `${NEW_URL}/mcp/b/kyc`],
  ])('is renewed for the new URL if it is for %s', async (_case, path, resource) => {
    const before = await start({ resource: `${PUBLIC_URL}${path}` });
    endpoint.move(NEW_URL, FORMER);
    const { body } = await refresh(before.refresh, resource === undefined ? {} : { resource });
    expect(decodeJwt(body.access_token)).toMatchObject({ iss: NEW_URL, aud: `${NEW_URL}${path}` });
  });

  it('is not renewed for another resource than its own', async () => {
    const before = await start({ resource: `${PUBLIC_URL}/mcp/b/kyc` });
    endpoint.move(NEW_URL, FORMER);
    for (const resource of [`${PUBLIC_URL}/mcp`, `${NEW_URL}/mcp/b/payments`, 'https://other.example/mcp/b/kyc']) {
      expect((await refresh(before.refresh, { resource })).body).toMatchObject({ error: 'invalid_target' });
    }
  });

  it.each([
    ['is not listed', []],
    ['is listed with a last day that is over', [{ url: PUBLIC_URL, until: '2020-01-01' }]],
  ])('is not renewed if the former URL %s', async (_case, formerUrls) => {
    const before = await start();
    endpoint.move(NEW_URL, formerUrls);
    expect(await refresh(before.refresh)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('ends when its access token is revoked', async () => {
    const before = await start();
    endpoint.move(NEW_URL, FORMER);
    expect((await endpoint.send('/api/v1/auth/revoke', { token: before.access })).status).toBe(200);
    expect(endpoint.audited.at(-1)).toMatchObject({ operation: 'auth/revoke', outcome: 'ok' });
  });
});

describe('a new grant', () => {
  it('that names the former URL is for the new URL', async () => {
    endpoint.move(NEW_URL, FORMER);
    const { access } = await start({ resource: `${PUBLIC_URL}/mcp/b/kyc` });
    expect(decodeJwt(access)).toMatchObject({ aud: `${NEW_URL}/mcp/b/kyc` });
  });
});
