import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiKeyRequest } from '../../../schemas/api-keys.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { type IdentityTable, isRevoked } from '../identity/revocations.ts';
import { findPresentedKey } from './api-key-repository.ts';
import { changeApiKeyPermissions, type KeyPermissions } from './change-api-key.ts';
import type { KeyMaker } from './key-maker.ts';
import { findApiKeySummary } from './list-api-keys.ts';
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
const ada: KeyMaker = {
  id: 'test:ada',
  tenant: 'acme',
  tier: 'team',
  roles: ['developer'],
  scopes: ['kyc:read', 'kyc:money', 'tools:list'],
  credential: 'key-0',
  lineage: [],
};
const CAPS = { name: 'team', keys: 100, agents: 10, agentDepth: 2 };
const create = async (maker = ada) => {
  const request = ApiKeyRequest.parse({ label: 'report', scopes: ['kyc:read'], roles: ['user'] });
  const made = draftApiKey(request, maker, NOW);
  await storeApiKey(identity, made, { maker, caps: CAPS, nowSeconds: NOW });
  return made;
};
const change = (id: string, permissions: Partial<KeyPermissions>, changer = ada, nowSeconds = NOW + 5) =>
  changeApiKeyPermissions(identity, {
    id,
    permissions: { scopes: ['kyc:read'], roles: ['user'], ...permissions },
    changer,
    nowSeconds,
  });

describe('the permissions of a key', () => {
  it('are replaced in the key’s record and in its summary', async () => {
    const { key, record } = await create();
    await change(record.id, { scopes: ['kyc:money', 'tools:list'], roles: ['developer'] });
    const found = await findPresentedKey(identity, { id: record.id, key }, NOW + 6);
    expect(found?.principal).toEqual({
      ...record.principal,
      scopes: ['kyc:money', 'tools:list'],
      roles: ['developer'],
    });
    expect(await findApiKeySummary(identity, 'acme', record.id)).toMatchObject({
      scopes: ['kyc:money', 'tools:list'],
      roles: ['developer'],
    });
  });

  it('do not live on in tokens that were made with the key before', async () => {
    const { record } = await create();
    const token = { issuer: 'platform', subject: 'test:ada', jti: 'token-1', client: record.id };
    await change(record.id, {});
    expect(await isRevoked(identity, { ...token, issuedAt: NOW })).toBe(true);
    expect(await isRevoked(identity, { ...token, issuedAt: NOW + 6 })).toBe(false);
  });

  it.each([
    ['a scope that the changer lacks', { scopes: ['payments:write'] }, 'scopes'],
    ['every scope', { scopes: ['*'] }, 'scopes'],
    ['a higher role', { roles: ['operator'] }, 'roles'],
  ])('cannot become %s', async (_what, permissions, field) => {
    const { record } = await create();
    await expect(change(record.id, permissions)).rejects.toMatchObject({ code: 'E1004', details: { field } });
    expect(await findApiKeySummary(identity, 'acme', record.id)).toMatchObject({ scopes: ['kyc:read'] });
  });

  it.each([
    ['another tenant', { ...ada, tenant: 'other' }, NOW + 5],
    ['after the end of the key', ada, NOW + 91 * DAY],
  ])('are not changed from %s', async (_when, changer, nowSeconds) => {
    const { record } = await create();
    await expect(change(record.id, { scopes: [] }, changer, nowSeconds)).rejects.toMatchObject({ code: 'E4007' });
    expect(await findApiKeySummary(identity, 'acme', record.id)).toMatchObject({ scopes: ['kyc:read'] });
  });

  it('are not changed with a credential for one bundle, unless the key is for that bundle too', async () => {
    const narrow = { ...ada, bundle: 'kyc' };
    const { record: wide } = await create();
    await expect(change(wide.id, { scopes: ['tools:list'] }, narrow)).rejects.toMatchObject({ code: 'E4007' });
    const { record: own } = await create(narrow);
    await change(own.id, { scopes: ['tools:list'] }, narrow);
    expect(await findApiKeySummary(identity, 'acme', own.id)).toMatchObject({ scopes: ['tools:list'], bundle: 'kyc' });
  });

  it('of a revoked key stay as they were, and the revocation of its tokens with them', async () => {
    const { record } = await create();
    await revokeApiKey(identity, { id: record.id, by: ada, nowSeconds: NOW });
    await expect(change(record.id, { scopes: ['tools:list'] })).rejects.toMatchObject({ code: 'E4007' });
    const token = { issuer: 'platform', subject: 'test:ada', client: record.id, issuedAt: NOW + 10 };
    expect(await isRevoked(identity, token)).toBe(true);
  });
});
