import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { giveBackLease, takeLease } from './leases.ts';

const KEY = { pk: 'acme#listen#user:1', sk: 'streams' };
let database: TestDatabase;
let state: StateTable;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
});

const inMs = (milliseconds: number) => Date.now() + milliseconds;
const take = (id: string, { until = inMs(60_000), most = 3 } = {}) => takeLease(state, KEY, { id, until, most });

async function holders(): Promise<string[]> {
  const { Item } = await state.client.send(new GetCommand({ TableName: state.table, Key: KEY }));
  return Object.keys(Item?.leases ?? {}).sort();
}

describe('leases', () => {
  it('never exceed their number, even if many are taken at the same moment', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, (_, index) => take(`holder-${index}`)));
    expect(results.filter((result) => result === 'taken')).toHaveLength(3);
    expect(await holders()).toHaveLength(3);
  });

  it('name the time at which the next one ends if all are held', async () => {
    const first = inMs(30_000);
    await take('a', { until: inMs(60_000) });
    await take('b', { until: first });
    expect(await take('c', { most: 2 })).toEqual({ freeAt: first });
  });

  it('can be taken again once they are given back', async () => {
    await take('a', { most: 1 });
    await giveBackLease(state, KEY, 'a');
    await giveBackLease(state, KEY, 'a');
    expect(await take('b', { most: 1 })).toBe('taken');
    expect(await holders()).toEqual(['b']);
  });

  it('are replaced once they have ended, each by one other', async () => {
    await take('gone-1', { until: inMs(-1), most: 2 });
    await take('gone-2', { until: inMs(-1), most: 2 });
    const results = await Promise.all(['a', 'b', 'c', 'd'].map((id) => take(id, { most: 2 })));
    expect(results.filter((result) => result === 'taken')).toHaveLength(2);
    expect(await holders()).toHaveLength(2);
  });

  it('are limited to the present number even if more were taken under an earlier one', async () => {
    for (const id of ['a', 'b', 'c']) await take(id);
    expect(await take('d', { most: 2 })).toMatchObject({ freeAt: expect.any(Number) });
  });
});
