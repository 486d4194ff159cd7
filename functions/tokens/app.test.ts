import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
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

const TOKEN = '/api/v1/auth/token';
const grant = ({ id, key }: { id: string; key: string }, more: Record<string, string> = {}) =>
  endpoint.send(TOKEN, { grant_type: 'client_credentials', client_id: id, client_secret: key, ...more });
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
});

describe('client credentials', () => {
  it('turn an API key into a token with all that the key may do, for one hour', async () => {
    const key = await endpoint.key();
    const { status, headers, body } = await grant(key);
    expect({ status, headers, body }).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: { token_type: 'Bearer', expires_in: 3600, scope: 'kyc:read tools:list' },
    });
    expect(body.refresh_token).toBeUndefined();
    expect(decodeProtectedHeader(body.access_token)).toEqual({ alg: 'RS256', typ: 'at+jwt', kid: expect.any(String) });
    const claims = decodeJwt(body.access_token);
    expect(claims).toEqual({
      iss: PUBLIC_URL,
      sub: 'test:ada',
      aud: `${PUBLIC_URL}/mcp`,
      jti: expect.any(String),
      iat: expect.any(Number),
      nbf: claims.iat,
      exp: Number(claims.iat) + 3600,
      client_id: key.id,
      scope: 'kyc:read tools:list',
      roles: ['developer'],
      tenant: 'acme',
      tier: 'team',
      kind: 'access',
    });
  });

  it('come by HTTP Basic and as JSON too', async () => {
    const { id, key } = await endpoint.key();
    expect(await endpoint.send(TOKEN, { grant_type: 'client_credentials' }, basic(id, key))).toMatchObject({
      status: 200,
    });
    const json = JSON.stringify({ grant_type: 'client_credentials', client_id: id, client_secret: key });
    expect(await endpoint.send(TOKEN, json, { 'content-type': 'application/json' })).toMatchObject({ status: 200 });
  });

  it('give fewer scopes if fewer are requested, and one bundle if its resource is requested', async () => {
    const resource = `${PUBLIC_URL}/mcp/b/kyc`;
    const { body } = await grant(await endpoint.key(), { scope: 'tools:list', resource });
    expect(body.scope).toBe('tools:list');
    expect(decodeJwt(body.access_token)).toMatchObject({ scope: 'tools:list', aud: resource });
  });

  it('make a token that ends with its key', async () => {
    const expiresAt = Math.floor(Date.now() / 1000) + 100;
    const { body } = await grant(await endpoint.key({}, { expiresAt }), { kind: 'subscription' });
    expect(decodeJwt(body.access_token).exp).toBe(expiresAt);
  });

  it('make a token for a year if a subscription is requested', async () => {
    const { body } = await grant(await endpoint.key(), { kind: 'subscription' });
    expect(body.expires_in).toBe(365 * 24 * 3600);
  });

  it('let an unlimited key have any scope, and mark an agent as unattended', async () => {
    const key = await endpoint.key({ scopes: ['*'], unattended: true });
    const { body } = await grant(key, { scope: 'anything:else' });
    expect(decodeJwt(body.access_token)).toMatchObject({ scope: 'anything:else', unattended: true });
  });

  it.each([
    ['more scopes than the key has', { scope: 'kyc:read kyc:money' }, 400, 'invalid_scope'],
    ['every scope by a star', { scope: '*' }, 400, 'invalid_scope'],
    ['a refresh token that the key may not have', { scope: 'offline_access' }, 400, 'invalid_scope'],
    ['a scope with quotes in it', { scope: 'kyc"read' }, 400, 'invalid_scope'],
    ['another resource', { resource: 'https://elsewhere.example/mcp' }, 400, 'invalid_target'],
    ['a resource that only begins like ours', { resource: `${PUBLIC_URL}/mcp/b/../../x` }, 400, 'invalid_target'],
    ['another kind of token', { kind: 'eternal' }, 400, 'invalid_request'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['a grant that every object has', { grant_type: 'constructor' }, 400, 'unsupported_grant_type'],
    ['no grant', { grant_type: '' }, 400, 'invalid_request'],
    ['no secret', { client_secret: '' }, 401, 'invalid_client'],
    ['another id', { client_id: 'AAAAAAAAAAAA' }, 401, 'invalid_client'],
  ])('are refused with %s', async (_why, more, status, error) => {
    const answer = await grant(await endpoint.key(), more);
    expect(answer).toMatchObject({
      status,
      body: { error, error_description: expect.stringMatching(/\.$|…$|token$/) },
    });
    expect(endpoint.audited.at(-1)).toMatchObject({ operation: 'auth/token', phase: 'outcome', outcome: 'refused' });
  });

  it('are refused without the scopes in the trail that a caller made up', async () => {
    await grant(await endpoint.key(), { scope: 'Jane-Invented' });
    expect(endpoint.audited.at(-1)).toMatchObject({
      argumentsProjection: { error: 'invalid_scope', reason: "These scopes are not the client's to ask for" },
    });
    expect(JSON.stringify(endpoint.audited)).not.toContain('Jane');
  });

  it.each([
    ['revoked', { status: 'revoked' as const }],
    ['expired', { expiresAt: 1 }],
    ['of another text', { hash: '0'.repeat(64) }],
  ])('are refused where the key is %s, without a word on why', async (_why, record) => {
    const { status, body } = await grant(await endpoint.key({}, record));
    expect({ status, error: body.error }).toEqual({ status: 401, error: 'invalid_client' });
    expect(body.error_description).not.toMatch(/revoked|expired/);
  });

  it.each([
    [
      'a form with a parameter twice',
      'grant_type=a&grant_type=b',
      'application/x-www-form-urlencoded',
      'invalid_request',
    ],
    ['two resources', 'resource=a&resource=b', 'application/x-www-form-urlencoded', 'invalid_target'],
    ['another type of body', 'a', 'text/plain', 'invalid_request'],
    ['broken JSON', '{', 'application/json', 'invalid_request'],
    ['JSON with a key twice', '{"scope":"a","scope":"b"}', 'application/json', 'invalid_request'],
    ['JSON that is no object of texts', '{"scope":["a"]}', 'application/json', 'invalid_request'],
    ['a list', '[]', 'application/json', 'invalid_request'],
    ['a body without an end', 'a='.padEnd(20_000, 'x'), 'application/x-www-form-urlencoded', 'invalid_request'],
  ])('are not read from %s', async (_what, body, type, error) => {
    expect(await endpoint.send(TOKEN, body, { 'content-type': type })).toMatchObject({ status: 400, body: { error } });
  });

  it('are refused if the client authenticates in two ways, or in an unreadable one', async () => {
    const { id, key } = await endpoint.key();
    const both = { grant_type: 'client_credentials', client_id: id, client_secret: key };
    expect((await endpoint.send(TOKEN, both, basic(id, key))).body.error).toBe('invalid_request');
    const odd = await endpoint.send(TOKEN, { grant_type: 'client_credentials' }, { authorization: 'Basic !' });
    expect(odd).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });
});

describe('the audit trail', () => {
  it('has intent and outcome of a grant, and neither key nor token', async () => {
    const key = await endpoint.key();
    const { body } = await grant(key);
    expect(endpoint.audited).toEqual([
      expect.objectContaining({ phase: 'intent', operation: 'auth/token', target: 'client_credentials' }),
      expect.objectContaining({
        phase: 'outcome',
        outcome: 'ok',
        tenant: 'acme',
        principal: 'test:ada',
        credential: key.id,
      }),
    ]);
    const trail = JSON.stringify(endpoint.audited);
    expect(trail).not.toContain(key.key.slice(16));
    expect(trail).not.toContain(body.access_token.split('.')[2]);
  });

  it('names no principal if the client is unknown, and holds no text of the client', async () => {
    await endpoint.send(TOKEN, { grant_type: 'made-up' });
    expect(endpoint.audited).toEqual([expect.objectContaining({ principal: 'anonymous', target: 'unknown' })]);
    expect(JSON.stringify(endpoint.audited)).not.toContain('made-up');
  });

  it('has a flood of refusals as one event, whatever was wrong with the client', async () => {
    const { key } = await endpoint.key();
    for (let count = 0; count < 50; count += 1) {
      await grant({ id: `${count}`.padStart(12, 'A'), key });
      await endpoint.send(TOKEN, { grant_type: `made-up-${count}` });
    }
    expect(endpoint.audited.map(({ errorCode }) => errorCode).sort()).toEqual(['E1002', 'E2001']);
  });

  it('names no scope that the stage does not have', async () => {
    await grant(await endpoint.key({ scopes: ['*'] }), { scope: 'kyc:read jane:invented' });
    expect(endpoint.audited.map(({ argumentsProjection }) => argumentsProjection.scope)).toEqual([
      'kyc:read (unknown)',
      'kyc:read (unknown)',
    ]);
  });

  it('is away: a refusal is one all the same', async () => {
    endpoint.failAudit();
    expect(await endpoint.send(TOKEN, { grant_type: 'made-up' })).toMatchObject({ status: 400 });
  });

  it('lets no token leave that it does not know of', async () => {
    const key = await endpoint.key();
    endpoint.failAudit();
    const { status, body } = await grant(key);
    expect(status).toBe(500);
    expect(body).toEqual({ error: 'server_error', error_description: expect.any(String) });
  });
});

describe('without the signing keys', () => {
  it('no token is made, and the client is asked to retry', async () => {
    const key = await endpoint.key();
    endpoint.secret.fail(true);
    expect(await grant(key)).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } });
    endpoint.secret.fail(false);
    expect(await grant(key)).toMatchObject({ status: 200 });
  });
});

describe('a page', () => {
  it.each([
    ['https://app.example.com', 'https://app.example.com'],
    ['https://evil.example', undefined],
  ])('of %s reads the public keys if its origin is allowed', async (origin, permission) => {
    const { status, headers } = await endpoint.send('/.well-known/jwks.json', undefined, { origin });
    expect(status).toBe(200);
    expect(headers['access-control-allow-origin']).toBe(permission);
  });
});
