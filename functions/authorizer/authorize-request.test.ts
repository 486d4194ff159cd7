import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiKeyRecord } from '../../schemas/identity-records.ts';
import { apiKeyKey, revokedTokenKey } from '../../schemas/keys.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { AUDIENCE, startTestIssuer, type TestIssuer } from '../../test/support/test-issuer.ts';
import { newApiKey } from '../platform/identity/api-key.ts';
import { revokeSubject, revokeToken } from '../platform/identity/revocations.ts';
import { type TokenVerifier, tokenVerifier } from '../platform/identity/verify-token.ts';
import { authorizeRequest } from './authorize-request.ts';

let database: TestDatabase;
let table: string;
let issuer: TestIssuer;
let verifyToken: TokenVerifier;
beforeAll(async () => {
  database = await startDynamoDb();
  table = await database.table();
  issuer = await startTestIssuer();
  verifyToken = tokenVerifier([issuer.setting]);
});
afterAll(async () => {
  database.stop();
  await issuer.stop();
});

const methodArn = 'arn:aws:execute-api:us-east-1:000000000000:api1/live/POST/mcp';
const authorize = (...authorization: string[]) =>
  authorizeRequest(
    { multiValueHeaders: { Authorization: authorization }, methodArn },
    { client: database.client, table, verifyToken },
  );

async function store(changes: Partial<ApiKeyRecord> = {}): Promise<string> {
  const { id, key, hash } = newApiKey();
  const record: ApiKeyRecord = {
    id,
    hash,
    principal: {
      id: 'user:1',
      tenant: 'acme',
      tier: 'team',
      roles: ['user', 'developer'],
      scopes: ['kyc:read'],
      credential: id,
    },
    label: 'test',
    status: 'active',
    createdAt: new Date().toISOString(),
    ...changes,
  };
  await database.client.send(new PutCommand({ TableName: table, Item: { ...apiKeyKey(id), ...record } }));
  return key;
}

describe('the authorizer', () => {
  it('finds the principal of a key, and admits it to every method of the stage', async () => {
    const key = await store();
    expect(await authorize(`Bearer ${key}`)).toMatchObject({
      principalId: 'user:1',
      context: { tenant: 'acme', tier: 'team', roles: 'user developer', scopes: 'kyc:read' },
      policyDocument: {
        Statement: [{ Effect: 'Allow', Resource: 'arn:aws:execute-api:us-east-1:000000000000:api1/live/*' }],
      },
    });
  });

  it.each([
    [['user'], 'kyc:read *'],
    [['operator'], 'kyc:read fraud:review *'],
    [['admin'], 'kyc:read fraud:review users:act *'],
  ])('leaves out scopes that the roles %j may not have', async (roles, expected) => {
    const scopes = ['kyc:read', 'fraud:review', 'users:act', '*'];
    const principal = { id: 'user:1', tenant: 'acme', tier: 'team' as const, roles, scopes, credential: 'key-1' };
    expect(await authorize(`Bearer ${await store({ principal })}`)).toMatchObject({ context: { scopes: expected } });
  });

  it('admits a key of a bundle to the endpoint of that bundle alone, and names the bundle', async () => {
    const who = {
      id: 'user:1',
      tenant: 'acme',
      tier: 'team' as const,
      roles: ['user'],
      scopes: [],
      credential: 'key-1',
    };
    expect(await authorize(`Bearer ${await store({ principal: { ...who, bundle: 'kyc' } })}`)).toMatchObject({
      context: { bundle: 'kyc' },
      policyDocument: { Statement: [{ Resource: expect.stringMatching(/\/live\/POST\/mcp\/b\/kyc$/) }] },
    });
  });

  it('never answers with the key or its hash', async () => {
    const key = await store();
    expect(JSON.stringify(await authorize(`Bearer ${key}`))).not.toContain(key.slice(16));
  });

  it.each([
    ['revoked', { status: 'revoked' as const }],
    ['expired', { expiresAt: 1 }],
    ['not the stored one', { hash: '0'.repeat(64) }],
  ])('refuses a key that is %s', async (_why, changes) => {
    expect(await authorize(`Bearer ${await store(changes)}`)).toEqual({ refused: 'API key revoked, expired or wrong' });
  });

  it('refuses a request without exactly one bearer key', async () => {
    const key = await store();
    for (const headers of [
      [],
      [key],
      [`Basic ${key}`],
      [`Bearer ${key}`, `Bearer ${key}`],
      ['Bearer x'],
      [`Bearer ${key}x`],
      ['Bearer '],
    ]) {
      expect(await authorize(...headers)).toHaveProperty('refused');
    }
    expect(await authorize(`Bearer ${newApiKey().key}`)).toEqual({ refused: 'unknown API key' });
  });
});

describe('a key that was made with another key', () => {
  const idOf = (key: string) => key.split('_')[1] ?? '';
  const principal = (scopes: string[], roles = ['developer']) => ({
    id: 'user:1',
    tenant: 'acme',
    tier: 'team' as const,
    roles,
    scopes,
    credential: 'x',
  });
  it('hands its lineage and its end on to credentials that are made with it', async () => {
    const parent = await store();
    const expiresAt = Math.floor(Date.now() / 1000) + 600;
    const child = await store({ expiresAt, lineage: [{ key: idOf(parent) }] });
    const answer = (await authorize(`Bearer ${child}`)) as { context: Record<string, string> };
    expect(JSON.parse(answer.context.lineage ?? '')).toEqual([{ key: idOf(parent) }, { key: idOf(child) }]);
    expect(answer.context.endsAt).toBe(String(expiresAt));
  });

  it.each([
    ['was revoked', { status: 'revoked' as const }],
    ['has expired', { expiresAt: 1 }],
  ])('is refused if the other key %s', async (_why, changes) => {
    const child = await store({ lineage: [{ key: idOf(await store(changes)) }] });
    expect(await authorize(`Bearer ${child}`)).toEqual({ refused: 'what the credential was made with has ended' });
  });

  it('is refused if the other key no longer exists, or if its table cannot be read fully', async () => {
    const child = await store({ lineage: [{ key: 'AAAAAAAAAAAA' }] });
    expect(await authorize(`Bearer ${child}`)).toHaveProperty('refused');
    const client = Object.assign(Object.create(database.client), {
      send: async (command: { input: { RequestItems?: unknown } }) =>
        command.input.RequestItems ? { UnprocessedKeys: { [table]: {} } } : database.client.send(command as never),
    });
    const answer = authorizeRequest(
      { multiValueHeaders: { Authorization: [`Bearer ${child}`] }, methodArn },
      { client, table, verifyToken },
    );
    await expect(answer).rejects.toThrow('could not be read fully');
  });

  it.each([
    ['some scopes', ['kyc:read', 'tools:list'], ['kyc:read'], 'kyc:read'],
    ['every scope', ['*'], ['kyc:read'], 'kyc:read'],
    ['its own scope', ['kyc:read'], ['*'], 'kyc:read'],
  ])('keeps of %s no scope that the other key does not have', async (_what, own, parents, scopes) => {
    const parent = await store({ principal: principal(parents, ['user']) });
    const child = await store({ principal: principal(own), lineage: [{ key: idOf(parent) }] });
    expect(await authorize(`Bearer ${child}`)).toMatchObject({ context: { scopes, roles: '' } });
  });

  it('is refused once the tokens of the person who signed in for it are revoked', async () => {
    const issuedAt = Math.floor(Date.now() / 1000) - 5;
    const key = await store({ lineage: [{ token: { issuer: 'test-issuer', subject: 'leaver', issuedAt } }] });
    expect(await authorize(`Bearer ${key}`)).toHaveProperty('principalId');
    const identity = { client: database.client, table };
    await revokeSubject(identity, { issuer: 'test-issuer', subject: 'leaver', issuedUntil: issuedAt, reason: 'left' });
    expect(await authorize(`Bearer ${key}`)).toHaveProperty('refused');
  });
});

describe('a token of the platform', () => {
  const now = () => Math.floor(Date.now() / 1000);
  /** A token as its verifier would find it. */
  const present = (principal: object, token: object = {}) =>
    authorizeRequest(
      { multiValueHeaders: { Authorization: ['Bearer token'] }, methodArn },
      {
        client: database.client,
        table,
        verifyToken: async () => ({
          principal: {
            id: 'user:1',
            tenant: 'acme',
            tier: 'team',
            roles: ['user'],
            scopes: ['kyc:read', 'kyc:money'],
            credential: 'family:billing',
            ...principal,
          },
          expiresAt: now() + 600,
          reach: { kind: 'api' },
          token: { issuer: 'platform', subject: 'user:1', jti: 'jti-1', issuedAt: now(), ...token },
        }),
      },
    );

  it('has at most the present rights of its key, and ends with the credential that the key was made with', async () => {
    const parent = await store();
    const key = await store({ lineage: [{ key: parent.split('_')[1] ?? '' }] });
    const credential = key.split('_')[1] ?? '';
    const answer = (await present({ credential }, { client: credential })) as { context: Record<string, string> };
    expect(answer).toMatchObject({ context: { scopes: 'kyc:read' } });
    expect(JSON.parse(answer.context.lineage ?? '').map(Object.keys)).toEqual([['key'], ['key'], ['token']]);
    const ended = await store({ lineage: [{ key: (await store({ status: 'revoked' })).split('_')[1] ?? '' }] });
    expect(await present({ credential: ended.split('_')[1] })).toHaveProperty('refused');
    expect(await present({ credential: 'AAAAAAAAAAAA' })).toHaveProperty('refused');
  });

  it('ends with the key that asked for it if a family requested the token', async () => {
    const key = await store();
    const asked = { lineage: [{ key: key.split('_')[1] ?? '' }] };
    expect(await present(asked)).toMatchObject({ context: { scopes: 'kyc:read' } });
    expect(await present({ lineage: [{ key: 'AAAAAAAAAAAA' }] })).toHaveProperty('refused');
    expect(await present({})).toMatchObject({ context: { scopes: 'kyc:read kyc:money' } });
  });
});

describe('an access token', () => {
  const now = () => Math.floor(Date.now() / 1000);
  const identity = () => ({ client: database.client, table });

  it('names its principal, how the person signed in, and when it ends', async () => {
    const exp = now() + 100;
    const token = await issuer.sign({ roles: ['user'], auth_time: 5, amr: ['pwd', 'otp'], exp });
    expect(await authorize(`Bearer ${token}`)).toMatchObject({
      principalId: 'test-issuer:ada',
      context: { tenant: 'acme', roles: 'user', authTime: '5', amr: 'pwd otp', expiresAt: String(exp) },
      policyDocument: { Statement: [{ Resource: expect.stringMatching(/\/live\/\*$/) }] },
    });
  });

  it('opens one endpoint alone if it is for a bundle, also if the gateway reuses the answer', async () => {
    const token = await issuer.sign({ aud: `${AUDIENCE}/b/kyc` });
    expect(await authorize(`Bearer ${token}`)).toMatchObject({
      policyDocument: { Statement: [{ Resource: expect.stringMatching(/\/live\/POST\/mcp\/b\/kyc$/) }] },
    });
  });

  it('is refused once it is revoked', async () => {
    const token = await issuer.sign({ jti: 'stolen' });
    await revokeToken(identity(), { issuer: 'test-issuer', jti: 'stolen', until: now() + 600, reason: 'stolen' });
    expect(await authorize(`Bearer ${token}`)).toEqual({ refused: 'token revoked' });
    expect(await authorize(`Bearer ${await issuer.sign({ jti: 'other' })}`)).toHaveProperty('principalId');
  });

  it('is refused if its subject’s tokens were revoked after it was issued, and a later token is not', async () => {
    const leaves = { issuer: 'test-issuer', subject: 'eve', reason: 'has left' };
    await revokeSubject(identity(), { ...leaves, issuedUntil: now() });
    await revokeSubject(identity(), { ...leaves, issuedUntil: now() - 3600 });
    const before = await issuer.sign({ sub: 'eve', iat: now() - 5 });
    const undated = await issuer.sign({ sub: 'eve', iat: undefined });
    const after = await issuer.sign({ sub: 'eve', iat: now() + 5 });
    expect(await authorize(`Bearer ${before}`)).toEqual({ refused: 'token revoked' });
    expect(await authorize(`Bearer ${undated}`)).toEqual({ refused: 'token revoked' });
    expect(await authorize(`Bearer ${after}`)).toHaveProperty('principalId');
  });

  it('is refused if the record of its revocation cannot be read', async () => {
    const Item = { ...revokedTokenKey('test-issuer', 'odd'), issuedUntil: 'never' };
    await database.client.send(new PutCommand({ TableName: table, Item }));
    expect(await authorize(`Bearer ${await issuer.sign({ jti: 'odd' })}`)).toEqual({ refused: 'token revoked' });
  });

  it('is refused if the table does not answer', async () => {
    const token = await issuer.sign();
    const answer = authorizeRequest(
      { multiValueHeaders: { Authorization: [`Bearer ${token}`] }, methodArn },
      { client: database.client, table: 'no-such-table', verifyToken },
    );
    await expect(answer).rejects.toThrow();
  });

  it('is refused if it is sent twice', async () => {
    const token = `Bearer ${await issuer.sign()}`;
    expect(await authorize(token, token)).toEqual({ refused: 'no single bearer credential' });
  });
});
