import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { dynamoDbCache } from '../../functions/platform/cache/dynamodb-cache.ts';
import type { CacheSlot } from '../../functions/platform/cache/response-cache.ts';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import { TEST_VAULT } from '../../test/support/answer-vault.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { recordedChanges } from '../../test/support/recorded-changes.ts';
import type { AuditedTable } from '../command/audited-table.ts';
import { type Chosen, invalidate } from './invalidate.ts';

let database: TestDatabase;
let state: AuditedTable;
let events: AuditEvent[];
beforeAll(async () => {
  database = await startDynamoDb();
  // A command closes its client after one change; the tests need it further.
  jest.spyOn(database.client, 'destroy').mockReturnValue(undefined);
});
afterAll(() => database.stop());
beforeEach(async () => {
  const recorded = recordedChanges();
  events = recorded.events;
  state = { client: database.client, table: await database.table(), changes: recorded.changes };
});

const slot: CacheSlot = {
  tenant: 'acme',
  hash: '0a1b',
  scopes: [
    { kind: 'tool', tool: 'look_up' },
    { kind: 'principal', tenant: 'acme', principal: 'user:1' },
    { kind: 'event', event: 'record_update' },
  ],
};

describe('npm run cache -- invalidate', () => {
  it.each<[Chosen, string]>([
    [{ tool: 'look_up' }, 'Answers of look_up are void from the next call on.'],
    [{ event: 'record_update' }, 'Answers that record_update concerns are void from the next call on.'],
    [{ principal: 'user:1', tenant: 'acme' }, 'Answers for user:1 of acme are void from the next call on.'],
  ])('makes answers void that are chosen by %j', async (chosen, sentence) => {
    const cache = dynamoDbCache(state, TEST_VAULT);
    const { generations } = await cache.get(slot);
    await cache.put(slot, { outcome: { status: 'ok', meta: {} }, generations, ttlSeconds: 60 });
    expect(await invalidate(() => state, chosen)).toBe(sentence);
    expect((await cache.get(slot)).answer).toBeUndefined();
    expect(events).toMatchObject([
      { phase: 'intent', operation: 'cache/invalidate', target: Object.values(chosen).at(-1) },
      { phase: 'outcome', outcome: 'ok' },
    ]);
  });

  it.each<[Chosen, string]>([
    [{}, 'one of --tool, --event and --principal'],
    [{ tool: 'a', event: 'b' }, 'one of --tool, --event and --principal'],
    [{ principal: 'user:1' }, '--tenant is missing'],
  ])('refuses the options %j', async (chosen, sentence) => {
    await expect(invalidate(() => state, chosen)).rejects.toThrow(sentence);
  });
});
