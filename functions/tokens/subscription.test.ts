import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { ApiKeyRecord } from '../../schemas/identity-records.ts';
import { apiKeyKey } from '../../schemas/keys.ts';
import { ROLES_OF_SCOPES } from '../../schemas/role-scopes.ts';
import { SubscriptionOrder } from '../../schemas/subscription-tokens.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { testSecret } from '../../test/support/secrets-manager.ts';
import { knownScopesOf } from '../platform/audit/known-scopes.ts';
import { refusalRecorder } from '../platform/audit/refusals.ts';
import { keyStore } from '../platform/platform-tokens/key-store.ts';
import { tokenSigner } from '../platform/platform-tokens/token-signer.ts';
import type { TokenServices } from './services.ts';
import { fulfil } from './subscription.ts';

const URL = 'https://mcp.example.test';
const NOW = 1_900_000_000;

let database: TestDatabase;
let services: TokenServices;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  const keys = keyStore({ secretArn: 'arn:signing', client: testSecret().client, now: () => NOW });
  const audit = { record: async () => undefined };
  services = {
    identity: { client: database.client, table: await database.table() },
    keys,
    signer: tokenSigner({ issuer: URL, keys, now: () => NOW }),
    audit,
    refused: refusalRecorder(audit),
    knownScopes: knownScopesOf(['kyc:read']),
    publicUrl: URL,
    formerUrls: [],
    allowedOrigins: [],
    showTraces: false,
    now: () => NOW,
  };
});

const ORDER = {
  kind: 'subscription/issue',
  family: 'billing',
  correlationId: 'request-1',
  tenant: 'acme',
  principal: 'test:ada',
  credential: 'token-1',
  tier: 'team',
  scopes: ['kyc:read'],
};
const order = (changes: object = {}) => fulfil(services, SubscriptionOrder.parse({ ...ORDER, ...changes }));
async function claims(changes: object = {}) {
  const receipt = await order(changes);
  if (receipt.status !== 'issued') throw new Error(JSON.stringify(receipt));
  return decodeJwt(receipt.token);
}
async function storeKey(changes: Partial<ApiKeyRecord>): Promise<void> {
  const principal = { id: 'test:ada', tenant: 'acme', tier: 'team' as const, roles: ['user'], scopes: ['*'] };
  const record: ApiKeyRecord = {
    id: 'key-1',
    hash: '0'.repeat(64),
    principal: { ...principal, credential: 'key-1' },
    label: 'test',
    status: 'active',
    createdAt: '2026-01-01T00:00:00.000Z',
    ...changes,
  };
  const { table } = services.identity;
  await database.client.send(new PutCommand({ TableName: table, Item: { ...apiKeyKey('key-1'), ...record } }));
}

describe('a subscription token', () => {
  it('lasts a year and opens the API, if a person’s credential requests it', async () => {
    expect(await claims()).toMatchObject({ exp: NOW + 365 * 24 * 3600, aud: `${URL}/mcp`, roles: ['user'] });
  });

  it('opens the bundle alone to which the credential is limited', async () => {
    expect(await claims({ bundle: 'billing' })).toMatchObject({ aud: `${URL}/mcp/b/billing` });
  });

  it('ends with the API key that it was asked for with', async () => {
    await storeKey({ expiresAt: NOW + 1_000 });
    expect(await claims({ credential: 'key-1' })).toMatchObject({ exp: NOW + 1_000 });
    expect(await claims({ credential: 'key-1', notAfter: NOW + 500 })).toMatchObject({ exp: NOW + 500 });
  });

  it.each([
    ['revoked', { status: 'revoked' as const }],
    ['over', { expiresAt: NOW }],
  ])('is not made with an API key that is %s, though the gateway still lets it in', async (_what, changes) => {
    await storeKey(changes);
    expect(await order({ credential: 'key-1' })).toMatchObject({ status: 'refused' });
  });

  it('names what it was made with, and of a sign-in its subject alone', async () => {
    const lineage = [{ key: 'aB3dE6gH9jK2' }, { token: { issuer: 'pool', subject: 'ada', jti: 'one-of-many' } }];
    expect(await claims({ lineage, notAfter: NOW + 60 })).toMatchObject({
      exp: NOW + 60,
      lineage: [{ key: 'aB3dE6gH9jK2' }, { token: { issuer: 'pool', subject: 'ada' } }],
    });
  });

  it('says that it is unattended if the caller is an agent', async () => {
    expect(await claims({ unattended: true })).toMatchObject({ unattended: true });
    expect(await claims()).not.toHaveProperty('unattended');
  });

  it.each(['*', ...Object.keys(ROLES_OF_SCOPES)])('never has the scope %s', async (scope) => {
    expect(await order({ scopes: ['kyc:read', scope] })).toEqual({
      status: 'refused',
      reason: `A subscription token cannot have the scope ${scope}.`,
    });
  });
});
