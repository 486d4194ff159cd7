import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { type Answered, PUBLIC_URL, type TokenEndpoint, tokenEndpoint } from '../../test/support/token-endpoint.ts';
import { revokeApiKey } from '../platform/api-keys/revoke-api-key.ts';
import { isRevoked } from '../platform/identity/revocations.ts';

let database: TestDatabase;
let endpoint: TokenEndpoint;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  endpoint = await tokenEndpoint(database);
});

const SCOPES = ['kyc:read', 'tools:list', 'offline_access'];
const start = async (principal = {}, more: Record<string, string> = {}) => {
  const { id, key } = await endpoint.key({ scopes: SCOPES, ...principal });
  const parameters = { grant_type: 'client_credentials', client_id: id, client_secret: key, scope: SCOPES.join(' ') };
  const { body } = await endpoint.send('/api/v1/auth/token', { ...parameters, ...more });
  return { id, key, access: String(body.access_token), refresh: String(body.refresh_token) };
};
const refresh = (token: string, more: Record<string, string> = {}) =>
  endpoint.send('/api/v1/auth/token', { grant_type: 'refresh_token', refresh_token: token, ...more });
const revoke = (token: string, more: Record<string, string> = {}) =>
  endpoint.send('/api/v1/auth/revoke', { token, ...more });

/** Whether the authorizer would refuse an access token. */
async function isStopped(token: string): Promise<boolean> {
  const { sub = '', jti = '', sid, client_id, iat = 0 } = decodeJwt(token);
  return isRevoked(
    { client: database.client, table: endpoint.table },
    {
      issuer: 'platform',
      subject: sub,
      jti,
      issuedAt: iat,
      session: sid === undefined ? undefined : String(sid),
      client: String(client_id),
    },
  );
}

const REFUSED = { status: 400, body: { error: 'invalid_grant' } };

describe('a refresh token', () => {
  it('becomes an access token of the same grant and the next refresh token', async () => {
    const first = await start();
    const { status, body } = await refresh(first.refresh);
    expect(status).toBe(200);
    expect(body).toMatchObject({ expires_in: 3600, scope: 'kyc:read tools:list' });
    expect(body.refresh_token).toMatch(/^mfr_[\w-]{22}_[\w-]{43}$/);
    expect(body.refresh_token).not.toBe(first.refresh);
    const [before, after] = [decodeJwt(first.access), decodeJwt(body.access_token)];
    expect(after).toMatchObject({ sub: before.sub, aud: before.aud, sid: before.sid, scope: 'kyc:read tools:list' });
    expect(after.jti).not.toBe(before.jti);
  });

  it('used a second time ends the family: the newest refresh token, and the access tokens', async () => {
    const first = await start();
    const second = (await refresh(first.refresh)).body;
    expect(await isStopped(second.access_token)).toBe(false);
    expect(await refresh(first.refresh)).toMatchObject(REFUSED);
    expect(await refresh(second.refresh_token)).toMatchObject(REFUSED);
    expect(await Promise.all([first.access, second.access_token].map(isStopped))).toEqual([true, true]);
    expect(endpoint.audited.at(-2)).toMatchObject({
      principal: 'test:ada',
      outcome: 'refused',
      argumentsProjection: { reason: 'refresh token reused' },
    });
  });

  it('used by twenty at once makes one new token at most, and ends the family', async () => {
    const first = await start();
    const answers: Answered[] = await Promise.all(Array.from({ length: 20 }, () => refresh(first.refresh)));
    const made = answers.filter(({ status }) => status === 200);
    expect(made.length).toBeLessThanOrEqual(1);
    expect(answers.filter(({ body }) => body.error === 'invalid_grant')).toHaveLength(20 - made.length);
    for (const { body } of made) {
      expect(await refresh(body.refresh_token)).toMatchObject(REFUSED);
      expect(await isStopped(body.access_token)).toBe(true);
    }
    expect(await isStopped(first.access)).toBe(true);
  });

  it('goes on for a chain of uses, each once', async () => {
    let { refresh: token } = await start();
    for (let use = 0; use < 5; use += 1) {
      const { status, body } = await refresh(token);
      expect(status).toBe(200);
      token = body.refresh_token;
    }
  });

  it('is made up: nothing happens to the family whose id is in it', async () => {
    const { refresh: good } = await start();
    const made = `${good.slice(0, 27)}${'A'.repeat(43)}`;
    expect(made).toHaveLength(good.length);
    expect(await refresh(made)).toMatchObject(REFUSED);
    expect(await revoke(made)).toMatchObject({ status: 200 });
    expect(await refresh(good)).toMatchObject({ status: 200 });
  });

  it('ends 30 days after the grant, however often it was used', async () => {
    const first = await start();
    endpoint.pass(20 * 24 * 3600);
    const { body } = await refresh(first.refresh);
    endpoint.pass(10 * 24 * 3600);
    expect(await refresh(body.refresh_token)).toMatchObject(REFUSED);
  });

  it('ends with the key that it came from', async () => {
    const first = await start();
    const identity = { client: database.client, table: endpoint.table };
    const nowSeconds = Math.floor(Date.now() / 1000);
    const by = {
      id: 'test:admin',
      tenant: 'acme',
      tier: 'team' as const,
      roles: ['admin'],
      scopes: ['*'],
      credential: 'key-0',
      lineage: [],
    };
    await revokeApiKey(identity, { id: first.id, by, nowSeconds });
    expect(await isStopped(first.access)).toBe(true);
    expect(await refresh(first.refresh)).toMatchObject(REFUSED);
  });

  it('can give less, and that costs the next one nothing', async () => {
    const first = await start();
    const { body } = await refresh(first.refresh, { scope: 'tools:list' });
    expect(decodeJwt(body.access_token).scope).toBe('tools:list');
    expect((await refresh(body.refresh_token)).body.scope).toBe('kyc:read tools:list');
  });

  it.each([
    ['more than was granted', { scope: 'kyc:money' }, 'invalid_scope'],
    ['another resource', { resource: `${PUBLIC_URL}/mcp/b/kyc` }, 'invalid_target'],
    ['another client', { client_id: 'AAAAAAAAAAAA' }, 'invalid_grant'],
  ])('is not used up by asking for %s', async (_what, more, error) => {
    const first = await start();
    expect(await refresh(first.refresh, more)).toMatchObject({ status: 400, body: { error } });
    expect(await refresh(first.refresh)).toMatchObject({ status: 200 });
  });

  it('stays valid if the audit trail does not answer', async () => {
    const first = await start();
    endpoint.failAudit();
    expect((await refresh(first.refresh)).status).toBe(500);
    endpoint.mendAudit();
    expect(await refresh(first.refresh)).toMatchObject({ status: 200 });
  });

  it('accepts a client that authenticates, if it is the right one', async () => {
    const first = await start();
    const other = await endpoint.key();
    expect(await refresh(first.refresh, { client_id: other.id, client_secret: other.key })).toMatchObject(REFUSED);
    expect(await refresh(first.refresh, { client_id: first.id, client_secret: first.key })).toMatchObject({
      status: 200,
    });
  });

  it.each(['', 'mfr_short', 'eyJhbGciOiJub25lIn0.e30.'])('is not "%s"', async (text) => {
    expect(await refresh(text)).toMatchObject(REFUSED);
  });

  it('is not there with a token for a year', async () => {
    const answer = await start({}, { kind: 'subscription' });
    expect(answer.refresh).toBe('undefined');
    expect(endpoint.audited.at(-1)).toMatchObject({ outcome: 'refused', errorCode: 'E2001' });
  });
});

describe('revocation', () => {
  it('of a refresh token ends the family', async () => {
    const { access, refresh: token } = await start();
    expect(await revoke(token)).toMatchObject({ status: 200, body: {} });
    expect(await isStopped(access)).toBe(true);
    expect(await refresh(token)).toMatchObject(REFUSED);
    expect(await revoke(token)).toMatchObject({ status: 200 });
  });

  it('of an access token ends that one alone', async () => {
    const { access, refresh: token } = await start();
    const { body } = await refresh(token);
    expect(await revoke(access, { token_type_hint: 'access_token' })).toMatchObject({ status: 200 });
    expect(await Promise.all([access, body.access_token].map(isStopped))).toEqual([true, false]);
    expect(endpoint.audited.at(-1)).toMatchObject({ operation: 'auth/revoke', target: 'access_token', outcome: 'ok' });
  });

  it('is refused to another client, and the token lives', async () => {
    const { access, refresh: token } = await start();
    const other = await endpoint.key();
    const client = { client_id: other.id, client_secret: other.key };
    expect(await revoke(token, client)).toMatchObject(REFUSED);
    expect(await revoke(access, client)).toMatchObject(REFUSED);
    expect(await isStopped(access)).toBe(false);
    expect(await revoke(access, { client_id: other.id, client_secret: 'wrong' })).toMatchObject({ status: 401 });
  });

  it('of text that is not a token is no fault', async () => {
    expect(await revoke('nonsense')).toMatchObject({ status: 200 });
    expect(endpoint.audited).toEqual([]);
  });

  it('needs a token, and is not the way for API keys', async () => {
    const { key } = await endpoint.key();
    expect(await revoke(key)).toMatchObject({ status: 400, body: { error: 'unsupported_token_type' } });
    expect(await revoke('')).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });
});
