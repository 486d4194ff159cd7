import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import type { StateTable } from '../core/state-table/state-table.ts';
import { LEASE_MS, takeSealerLease } from './lease.ts';

let database: TestDatabase;
let state: StateTable;
let now: number;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
  now = 1_000_000;
});

const take = () => takeSealerLease(state, () => now);

it('lets one run of the sealer work at a time', async () => {
  const first = await take();
  expect(first?.isHeld()).toBe(true);
  expect(await take()).toBeUndefined();
  await first?.giveBack();
  const second = await take();
  expect(second?.isHeld()).toBe(true);
  await second?.giveBack();
});

it('lets another run begin when the lease of a killed run has ended, and the killed run knows that it has ended', async () => {
  const killed = await take();
  now += LEASE_MS;
  const next = await take();
  expect([killed?.isHeld(), next?.isHeld()]).toEqual([false, true]);
  await killed?.giveBack();
  expect(await take()).toBeUndefined();
  await next?.giveBack();
});
