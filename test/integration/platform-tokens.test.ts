import { beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { endpoints } from '../cloud/endpoints.ts';
import { administer } from './support/admin-api.ts';
import { newKey } from './support/control.ts';
import { answerOf, listTools, modern } from './support/endpoint.ts';

let admin: string;
let apiUrl: string;
beforeAll(async () => {
  apiUrl = endpoints().apiUrl;
  admin = await newKey({ id: 'test:keys-admin', tenant: 'keys', roles: ['admin'] });
});

const askAdmin = (path: string, body?: unknown, key = admin) => administer(key, path, body);

async function createKey(changes: Record<string, unknown> = {}) {
  const wanted = { label: 'nightly report', agent: 'nightly', scopes: ['*'], roles: ['user'], ...changes };
  const { status, body } = await askAdmin('/keys', wanted);
  expect({ status, body }).toMatchObject({ status: 201 });
  return { id: body.summary.id as string, key: body.key as string, summary: body.summary };
}

async function post(path: string, parameters: Record<string, string>) {
  const response = await fetch(`${apiUrl}/api/v1/auth/${path}`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  });
  // biome-ignore lint/suspicious/noExplicitAny: as above
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
}

const grant = ({ id, key }: { id: string; key: string }, more: Record<string, string> = {}) =>
  post('token', { grant_type: 'client_credentials', client_id: id, client_secret: key, ...more });
const refresh = (token: string) => post('token', { grant_type: 'refresh_token', refresh_token: token });
const statusOf = async (key: string) => (await modern('tools/list', {}, { key })).status;

describe('an API key from the administrators’ API', () => {
  it('is shown once, works, and is listed without its secret', async () => {
    const { id, key, summary } = await createKey();
    expect(key).toMatch(/^mf_[A-Za-z0-9]{12}_[\w-]{43}$/);
    expect(summary).toMatchObject({
      principal: 'platform:agent/keys/test:keys-admin/nightly',
      unattended: true,
      status: 'active',
    });
    expect((await listTools({ key })).length).toBeGreaterThan(0);
    const { body, headers } = await askAdmin('/keys');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body.keys).toContainEqual(expect.objectContaining({ id, label: 'nightly report', status: 'active' }));
    expect(JSON.stringify(body)).not.toContain('hash');
    expect(JSON.stringify(body)).not.toContain(key.slice(16));
  });

  it('stops working when it is revoked, and so do tokens made with it', async () => {
    const created = await createKey();
    const { body } = await grant(created);
    expect(await askAdmin(`/keys/${created.id}/revocation`, {})).toMatchObject({
      status: 200,
      body: { id: created.id, status: 'revoked' },
    });
    // Neither token was used before, so the gateway has not cached the authorizer's answer.
    expect(await statusOf(created.key)).toBe(401);
    expect(await statusOf(body.access_token)).toBe(401);
    expect(await grant(created)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    const { body: listed } = await askAdmin('/keys');
    expect(listed.keys).toContainEqual(
      expect.objectContaining({ id: created.id, status: 'revoked', revokedBy: 'test:keys-admin' }),
    );
  });

  it('has no permission that its creator lacks', async () => {
    const limited = await newKey({
      id: 'test:limited',
      tenant: 'keys',
      roles: ['admin'],
      scopes: ['kyc:read', 'admin'],
    });
    const wanted = { label: 'more', agent: 'more', scopes: ['kyc:money'], roles: ['user'] };
    expect(await askAdmin('/keys', wanted, limited)).toMatchObject({
      status: 403,
      body: { code: 'E1004', details: { field: 'scopes' } },
    });
  });

  it('can be made only with a credential that was issued for administration', async () => {
    const narrow = await newKey({ id: 'test:narrow', tenant: 'keys', roles: ['admin'], scopes: ['kyc:read'] });
    expect(await askAdmin('/keys', undefined, narrow)).toMatchObject({
      status: 403,
      body: { code: 'E1004', details: { missingScopes: ['admin'] } },
    });
  });

  it('can be made by administrators alone, and in their own tenant', async () => {
    const operator = await newKey({ tenant: 'keys', roles: ['operator'] });
    expect((await askAdmin('/keys', undefined, operator)).status).toBe(403);
    const elsewhere = await newKey({ tenant: 'elsewhere', roles: ['admin'] });
    const { id, key } = await createKey();
    expect((await askAdmin('/keys', undefined, elsewhere)).body.keys).toEqual([]);
    expect((await askAdmin(`/keys/${id}/revocation`, {}, elsewhere)).status).toBe(404);
    expect(await statusOf(key)).toBe(200);
  });
});

describe('a platform token', () => {
  it('is made from a key and opens the endpoint as the same principal', async () => {
    const { status, headers, body } = await grant(await createKey());
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await listTools({ key: body.access_token })).map(({ name }) => name)).toContain('health_check');
    expect(decodeJwt(body.access_token)).toMatchObject({
      sub: 'platform:agent/keys/test:keys-admin/nightly',
      aud: endpoints().mcpUrl,
    });
  });

  it('can be verified with the keys that the platform publishes', async () => {
    const { body } = await grant(await createKey());
    const jwks = new URL(`${apiUrl}/.well-known/jwks.json`);
    const { payload } = await jwtVerify(body.access_token, createRemoteJWKSet(jwks), { issuer: apiUrl });
    expect(payload.tenant).toBe('keys');
    const published = await (await fetch(jwks)).json();
    expect(JSON.stringify(published)).not.toContain('"d"');
  });

  it('for one bundle does not open the whole endpoint', async () => {
    const { body } = await grant(await createKey(), { resource: `${endpoints().mcpUrl}/b/kyc` });
    expect(await statusOf(body.access_token)).toBe(401);
  });

  it('stops working when its holder revokes it', async () => {
    const { body } = await grant(await createKey());
    expect((await post('revoke', { token: body.access_token })).status).toBe(200);
    expect(await statusOf(body.access_token)).toBe(401);
  });

  it('is renewed by a refresh token, and the reuse of one ends all of them', async () => {
    const first = (await grant(await createKey(), { scope: '* offline_access' })).body;
    const second = (await refresh(first.refresh_token)).body;
    expect((await listTools({ key: second.access_token })).length).toBeGreaterThan(0);
    const third = (await refresh(second.refresh_token)).body;
    expect(await refresh(first.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await refresh(third.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    // The token was not used before, so the gateway has not cached the authorizer's answer.
    expect(await statusOf(third.access_token)).toBe(401);
  });

  it('that is malformed is refused, and so is a token request without a credential', async () => {
    const { error } = await answerOf(modern('tools/list', {}, { key: 'eyJub25lIjoxfQ.e30.' }));
    expect(error.code).toBe('E1001');
    expect(await post('token', { grant_type: 'client_credentials' })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
  });
});

describe('the signing keys', () => {
  it('are rotated by administrators alone, and older tokens keep working', async () => {
    const { body } = await grant(await createKey());
    const operator = await newKey({ tenant: 'keys', roles: ['operator'] });
    expect((await askAdmin('/signing-keys/rotation', {}, operator)).status).toBe(403);
    const rotated = await askAdmin('/signing-keys/rotation', { retireOld: 'overlap' });
    expect(rotated).toMatchObject({ status: 200 });
    expect(rotated.body.keys.length).toBeGreaterThan(1);
    expect(await statusOf(body.access_token)).toBe(200);
  });
});
