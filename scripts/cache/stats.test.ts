import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dynamoDbCache } from '../../functions/platform/cache/dynamodb-cache.ts';
import type { CacheSlot, KeptOutcome } from '../../functions/platform/cache/response-cache.ts';
import { TEST_VAULT } from '../../test/support/answer-vault.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { describeStats, readStats } from './stats.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());

const slot = (hash: string): CacheSlot => ({ tenant: 'acme', hash, scopes: [{ kind: 'tool', tool: 'look_up' }] });
const outcome: KeptOutcome = { status: 'ok', meta: {} };

it('npm run cache -- stats counts responses, leases and invalidations', async () => {
  const state = { client: database.client, table: await database.table() };
  const cache = dynamoDbCache(state, TEST_VAULT);
  const bytes = (await TEST_VAULT.seal(outcome, slot('a'))).byteLength;
  expect(describeStats(await readStats(state))).toContain('Nothing was ever made void.');
  await cache.put(slot('a'), { outcome, generations: '0', ttlSeconds: 60, staleSeconds: 60 });
  await cache.put(slot('b'), { outcome, generations: '0', ttlSeconds: 600 });
  await cache.lease(slot('c'), { owner: 'call-1', until: Date.now() + 600_000, generations: '0' });
  await cache.invalidate({ kind: 'principal', tenant: 'acme', principal: 'user:1' });
  await cache.invalidate({ kind: 'event', event: 'record_update' });
  await cache.invalidate({ kind: 'event', event: 'record_update' });
  const invalidations = [
    { what: 'event record_update', times: 2 },
    { what: 'principal user:1 of acme', times: 1 },
  ];
  const now = Date.now();
  expect(await readStats(state, now)).toEqual({
    fresh: 2,
    stale: 0,
    ended: 0,
    bytes: 2 * bytes,
    leased: 1,
    invalidations,
  });
  expect(await readStats(state, now + 61_000)).toMatchObject({ fresh: 1, stale: 1, bytes: 2 * bytes });
  expect(await readStats(state, now + 121_000)).toMatchObject({ fresh: 1, stale: 0, ended: 1, bytes });
  expect(describeStats(await readStats(state, now))).toBe(
    `Answers in the state table: 2 fresh, 0 stale (${2 * bytes} bytes), 0 ended and not yet deleted.\n` +
      'Those made void are among them until they end. A stage with Valkey keeps its answers there.\n' +
      'Being got now: 1.\nMade void, times:\n  event record_update: 2\n  principal user:1 of acme: 1',
  );
});
