import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiKeyId, isUsable } from '../../functions/platform/identity/api-key.ts';
import { ApiKeyRecord } from '../../schemas/identity-records.ts';
import { apiKeyKey } from '../../schemas/keys.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { bootstrapKey } from './bootstrap.ts';

let database: TestDatabase;
let client: DynamoDBClient;
beforeAll(async () => {
  database = await startDynamoDb();
  // Waits until the database answers.
  await database.table();
  const { endpoint, region, credentials } = database.client.config;
  client = new DynamoDBClient({ endpoint: await endpoint?.(), region, credentials });
  await deployedTable('manifold-one-data-IdentityTable-A1', { stage: 'one', table: 'identity' });
  await deployedTable('manifold-one-data-RegistryTable-B2', { stage: 'one', table: 'registry' });
  await deployedTable('manifold-two-data-IdentityTable-C3', { stage: 'two', table: 'identity' });
  await deployedTable('manifold-two-data-IdentityTable-D4', { stage: 'two', table: 'identity' });
});
afterAll(() => {
  client.destroy();
  database.stop();
});

/** A table with the name and the tags that a deploy gives it. */
async function deployedTable(TableName: string, { stage, table }: { stage: string; table: string }): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      Tags: [
        { Key: 'manifold:stage', Value: stage },
        { Key: 'manifold:table', Value: table },
      ],
    }),
  );
}

async function storedKey(key: string, TableName: string) {
  const { Item } = await database.client.send(new GetCommand({ TableName, Key: apiKeyKey(apiKeyId(key) ?? '') }));
  return ApiKeyRecord.parse(Item);
}

describe('the first API key of a stage', () => {
  it('goes into the identity table that has the tags of the stage, and is an administrator for a week', async () => {
    const now = new Date('2026-12-01T10:00:00Z');
    const [key = ''] = (await bootstrapKey(client, { stage: 'one', tenant: 'main' }, now)).split('\n');
    const record = await storedKey(key, 'manifold-one-data-IdentityTable-A1');
    expect(record.principal).toMatchObject({ tenant: 'main', roles: ['admin'] });
    const seconds = now.getTime() / 1_000;
    expect(isUsable(record, key, seconds + 7 * 86_400 - 1)).toBe(true);
    expect(isUsable(record, key, seconds + 7 * 86_400)).toBe(false);
  });

  it('is refused for a stage that is not deployed here', async () => {
    await expect(bootstrapKey(client, { stage: 'three', tenant: 'main' })).rejects.toThrow(
      'No identity table of stage "three" is in this account and region: deploy first, or name it by --table.',
    );
  });

  it('asks for the table if a failed deploy left a second one', async () => {
    const options = { stage: 'two', tenant: 'main' };
    await expect(bootstrapKey(client, options)).rejects.toThrow('has several identity tables');
    const table = 'manifold-two-data-IdentityTable-D4';
    const [key = ''] = (await bootstrapKey(client, { ...options, table })).split('\n');
    expect((await storedKey(key, table)).status).toBe('active');
  });
});
