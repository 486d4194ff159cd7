import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiKeyRequest } from '../../../schemas/api-keys.ts';
import type { Principal } from '../../../schemas/invocation.ts';
import { apiKeyKey } from '../../../schemas/keys.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { type IdentityTable, isRevoked } from '../identity/revocations.ts';
import { findActiveKey, findPresentedKey } from './api-key-repository.ts';
import type { KeyMaker } from './key-maker.ts';
import { listApiKeys } from './list-api-keys.ts';
import { draftApiKey } from './new-api-key.ts';
import { revokeApiKey } from './revoke-api-key.ts';
import { storeApiKey } from './store-api-key.ts';

let database: TestDatabase;
let identity: IdentityTable;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  identity = { client: database.client, table: await database.table() };
});

const NOW = 1_800_000_000;
const DAY = 24 * 3600;
const creator: KeyMaker = {
  id: 'test:ada',
  tenant: 'acme',
  tier: 'team',
  roles: ['admin'],
  scopes: ['kyc:read', 'tools:list'],
  credential: 'key-0',
  lineage: [],
};
const CAPS = { name: 'team', keys: 100, agents: 10, agentDepth: 2 };
const draft = (request: Partial<ApiKeyRequest> = {}, by: Partial<Principal> = {}, at = NOW) =>
  draftApiKey(
    ApiKeyRequest.parse({ label: 'report', scopes: ['kyc:read'], roles: ['user'], ...request }),
    { ...creator, ...by },
    at,
  );
const create = async (...args: Parameters<typeof draft>) => {
  const made = draft(...args);
  await storeApiKey(identity, made, { maker: creator, caps: CAPS, nowSeconds: args[2] ?? NOW });
  return made;
};

describe('a new API key', () => {
  it('stands for its creator, with what was asked for, for 90 days', () => {
    const { key, record, summary } = draft();
    expect(record).toMatchObject({
      principal: { id: 'test:ada', tenant: 'acme', tier: 'team', roles: ['user'], scopes: ['kyc:read'] },
      expiresAt: NOW + 90 * DAY,
    });
    expect(record.principal.unattended).toBeUndefined();
    expect(summary).not.toHaveProperty('hash');
    expect(JSON.stringify({ record, summary })).not.toContain(key.slice(16));
  });

  it('stands for an agent of the tenant, which is unattended', () => {
    expect(draft({ agent: 'nightly' }).record.principal).toMatchObject({
      id: 'platform:agent/acme/test:ada/nightly',
      unattended: true,
    });
  });

  it.each([{}, { agent: 'nightly' }])('does not outlive a subscription with its tier: %j', (request) => {
    const { record, summary } = draft(request, { tier: 'enterprise', credentialTier: 'free' });
    expect([record.principal.tier, summary.tier]).toEqual(['free', 'free']);
    expect(record.principal).not.toHaveProperty('credentialTier');
  });

  it('made by an agent is one of an agent', () => {
    expect(draft({}, { unattended: true }).record.principal.unattended).toBe(true);
  });

  it.each([
    ['a scope that the creator lacks', { scopes: ['kyc:money'] }, {}, 'scopes'],
    ['every scope', { scopes: ['*'] }, {}, 'scopes'],
    ['a higher role', { roles: ['admin' as const] }, { roles: ['operator'] }, 'roles'],
    ['a role, where the creator has a custom one alone', { roles: ['user' as const] }, { roles: ['auditor'] }, 'roles'],
    ['a higher tier', { tier: 'enterprise' as const }, {}, 'tier'],
    ['the tier of a plan that may end', { tier: 'team' as const }, { credentialTier: 'free' as const }, 'tier'],
  ])('cannot have %s', (_what, request, by, field) => {
    expect(() => draft(request, by)).toThrow(
      expect.objectContaining({ code: 'E1004', details: expect.objectContaining({ field }) }),
    );
  });

  it('may have every scope and role of its creator', () => {
    expect(draft({ scopes: ['any:thing', '*'], roles: ['admin'] }, { scopes: ['*'] }).record.principal.scopes).toEqual([
      'any:thing',
      '*',
    ]);
  });

  it.each([
    ['without a label', { label: '' }],
    ['for another tenant', { tenant: 'other' }],
    ['for another person', { principal: 'test:eve' }],
    ['for longer than a year', { expiresInDays: 366 }],
    ['with a scope of two words', { scopes: ['a b'] }],
    ['with a role that does not ship', { roles: ['root'] }],
  ])('cannot be asked for %s', (_what, change) => {
    expect(ApiKeyRequest.safeParse({ label: 'x', scopes: [], roles: [], ...change }).success).toBe(false);
  });
});

describe('API keys of a tenant', () => {
  it('are listed for that tenant, oldest first, as long as they last', async () => {
    const first = await create();
    const second = await create({ agent: 'nightly', expiresInDays: 1 }, {}, NOW + 1);
    await create({}, { tenant: 'other' });
    expect(await listApiKeys(identity, 'acme', NOW + 2)).toEqual([first.summary, second.summary]);
    expect(await listApiKeys(identity, 'acme', NOW + 2 * DAY)).toEqual([first.summary]);
  });

  it('are found by their text, until they end', async () => {
    const { key, record } = await create();
    const presented = { id: record.id, key };
    expect(await findPresentedKey(identity, presented, NOW)).toEqual(record);
    expect(await findPresentedKey(identity, { ...presented, key: `${key.slice(0, -1)}_` }, NOW)).toBeUndefined();
    expect(await findPresentedKey(identity, presented, NOW + 90 * DAY)).toBeUndefined();
    expect(await findActiveKey(identity, 'unknown', NOW)).toBeUndefined();
  });

  it('that are revoked no longer work, nor do their tokens, and name the first principal that revoked them', async () => {
    const { key, record } = await create();
    const revocation = { id: record.id, nowSeconds: NOW + 5 };
    await revokeApiKey(identity, { ...revocation, by: creator });
    await revokeApiKey(identity, { ...revocation, by: { ...creator, id: 'test:bob' } });
    expect(await findPresentedKey(identity, { id: record.id, key }, NOW)).toBeUndefined();
    expect(await listApiKeys(identity, 'acme', NOW)).toEqual([
      expect.objectContaining({ status: 'revoked', revokedBy: 'test:ada', label: 'report' }),
    ]);
    const token = { issuer: 'platform', subject: 'test:ada', jti: 'token-1', issuedAt: NOW };
    expect(await isRevoked(identity, { ...token, client: record.id })).toBe(true);
    expect(await isRevoked(identity, { ...token, client: 'another-key' })).toBe(false);
  });

  it('that an operator wrote by hand can be revoked, and get no summary by that', async () => {
    const { key, record } = draft();
    await database.client.send(
      new PutCommand({ TableName: identity.table, Item: { ...apiKeyKey(record.id), ...record } }),
    );
    await revokeApiKey(identity, { id: record.id, by: creator, nowSeconds: NOW });
    expect(await findPresentedKey(identity, { id: record.id, key }, NOW)).toBeUndefined();
    expect(await listApiKeys(identity, 'acme', NOW)).toEqual([]);
  });

  it('cannot be revoked from another tenant, and revoking an unknown key makes no record', async () => {
    const { record } = await create();
    const elsewhere = { id: record.id, by: { ...creator, id: 'test:eve', tenant: 'other' }, nowSeconds: NOW };
    await expect(revokeApiKey(identity, elsewhere)).rejects.toMatchObject({ code: 'E4007' });
    await expect(revokeApiKey(identity, { ...elsewhere, by: creator, id: 'AAAAAAAAAAAA' })).rejects.toMatchObject({
      code: 'E4007',
    });
    expect(await findActiveKey(identity, record.id, NOW)).toEqual(record);
    expect(await listApiKeys(identity, 'other', NOW)).toEqual([]);
  });
});
