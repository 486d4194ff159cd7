import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeCache } from '../../../test/support/cache-contract.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { TEST_VAULT } from '../../../test/support/response-vault.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { dynamoDbCache } from './dynamodb-cache.ts';
import type { CacheableOutcome, CacheSlot, ResponseCache } from './response-cache.ts';

let database: TestDatabase;
let state: StateTable;
let cache: ResponseCache;
beforeAll(async () => {
  database = await startDynamoDb();
  state = { client: database.client, table: await database.table() };
  cache = dynamoDbCache(state, TEST_VAULT);
});
afterAll(() => database.stop());

describeCache(() => cache);

const slot: CacheSlot = { tenant: 'acme', hash: '0a1b', scopes: [] };
const outcome: CacheableOutcome = { status: 'ok', structuredContent: { found: true }, meta: {} };

it('lets DynamoDB delete expired responses', async () => {
  const own = { ...state, table: await database.table() };
  const before = Math.floor(Date.now() / 1000);
  await dynamoDbCache(own, TEST_VAULT).put(slot, { outcome, generations: '', ttlSeconds: 60, staleSeconds: 30 });
  const { Items = [] } = await database.client.send(new ScanCommand({ TableName: own.table }));
  expect(Items).toHaveLength(1);
  expect(Items[0]?.expiresAt).toBeGreaterThanOrEqual(before + 90);
});

it('throws if the table does not exist', async () => {
  const broken = dynamoDbCache({ ...state, table: 'missing' }, TEST_VAULT);
  await expect(broken.get({ ...slot, scopes: [{ kind: 'tool', tool: 'look_up' }] })).rejects.toThrow();
  await expect(broken.isLeased(slot)).rejects.toThrow();
  await expect(broken.put(slot, { outcome, generations: '', ttlSeconds: 60 })).rejects.toThrow();
  await expect(broken.lease(slot, { owner: 'a', until: 1, generations: '' })).rejects.toThrow();
  await expect(broken.release(slot, 'a')).rejects.toThrow();
});
