import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiKeyRecord } from '../../schemas/identity-records.ts';
import { apiKeyKey } from '../../schemas/keys.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { newApiKey } from '../runtime/identity/api-key.ts';
import { authorizeRequest } from './authorize-request.ts';

let database: TestDatabase;
let table: string;
beforeAll(async () => {
  database = await startDynamoDb();
  table = await database.table();
});
afterAll(() => database.stop());

const methodArn = 'arn:aws:execute-api:us-east-1:000000000000:api1/live/POST/mcp';
const authorize = (...authorization: string[]) =>
  authorizeRequest(
    { headers: {}, multiValueHeaders: { Authorization: authorization }, methodArn },
    { client: database.client, table },
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
  it('knows the principal of a key, and lets it into every method of the stage', async () => {
    const key = await store();
    expect(await authorize(`Bearer ${key}`)).toMatchObject({
      principalId: 'user:1',
      context: { tenant: 'acme', tier: 'team', roles: 'user developer', scopes: 'kyc:read' },
      policyDocument: {
        Statement: [{ Effect: 'Allow', Resource: 'arn:aws:execute-api:us-east-1:000000000000:api1/live/*' }],
      },
    });
  });

  it('never answers with the key or its hash', async () => {
    const key = await store();
    expect(JSON.stringify(await authorize(`Bearer ${key}`))).not.toContain(key.slice(16));
  });

  it.each([
    ['revoked', { status: 'revoked' as const }],
    ['expired', { expiresAt: 1 }],
    ['another key', { hash: '0'.repeat(64) }],
  ])('refuses a key that is %s', async (_why, changes) => {
    expect(await authorize(`Bearer ${await store(changes)}`)).toEqual({ refused: 'API key revoked, expired or wrong' });
  });

  it('refuses what is no single bearer key', async () => {
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
