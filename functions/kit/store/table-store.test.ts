import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { onceById } from '../family/once-by-id.ts';
import { findOwned, ownedKey } from '../ownership/find-owned.ts';
import { NO_STORE } from './no-store.ts';
import { type FamilyStore, ifAbsent, StoreConflict } from './store.ts';
import { backgroundStore, type FamilyTable, familyStore } from './table-store.ts';

let database: TestDatabase;
let table: FamilyTable;
let acme: FamilyStore;
let other: FamilyStore;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  table = { client: database.client, table: await database.table(), indexes: ['byStatus'] };
  const key = (suffix: string) => `byStatus${suffix}`;
  await database.client.send(
    new UpdateTableCommand({
      TableName: table.table,
      AttributeDefinitions: ['pk', 'sk', key('Pk'), key('Sk')].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'byStatus',
            KeySchema: [
              { AttributeName: key('Pk'), KeyType: 'HASH' },
              { AttributeName: key('Sk'), KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    }),
  );
  acme = familyStore(table, 'acme');
  other = familyStore(table, 'other');
});

const KEY = { pk: 'user#ada', sk: 'note#1' };
const rejected = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StoreConflict);
  return (error as StoreConflict).failed;
};

describe('tenants', () => {
  it('do not see each other, nor what is shared, under the very same key', async () => {
    await acme.put({ ...KEY, of: 'acme', byStatusPk: 'open', byStatusSk: '1' });
    await other.put({ ...KEY, of: 'other', byStatusPk: 'open', byStatusSk: '1' });
    await acme.shared.put({ ...KEY, of: 'nobody' });
    for (const [store, of] of [
      [acme, 'acme'],
      [other, 'other'],
      [acme.shared, 'nobody'],
      [backgroundStore(table).of('acme'), 'acme'],
      [backgroundStore(table).shared, 'nobody'],
    ] as const) {
      expect((await store.get(KEY))?.of).toBe(of);
      expect((await store.query({ pk: KEY.pk })).items.map((item) => item.of)).toEqual([of]);
    }
    const { items } = await acme.query({ index: 'byStatus', pk: 'open' });
    expect(items).toEqual([{ ...KEY, of: 'acme', byStatusPk: 'open', byStatusSk: '1' }]);
  });

  it('are before every partition key of the table', async () => {
    await acme.put({ ...KEY, byStatusPk: 'open', byStatusSk: '1' });
    await acme.update(KEY, { set: { byStatusPk: 'done' } });
    await acme.transact([{ kind: 'put', item: { pk: 'b', sk: 'b', byStatusPk: 'x', byStatusSk: 'y' } }]);
    const { Items = [] } = await database.client.send(new ScanCommand({ TableName: table.table }));
    expect(Items.map(({ pk, byStatusPk }) => [pk, byStatusPk]).sort()).toEqual([
      ['acme#b', 'acme#x'],
      ['acme#user#ada', 'acme#done'],
    ]);
  });

  it('cannot be left by a cursor', async () => {
    for (const sk of ['1', '2', '3']) await other.put({ pk: 'list', sk });
    const { next } = await other.query({ pk: 'list', limit: 1 });
    await expect(acme.query({ pk: 'secrets', cursor: next })).rejects.toMatchObject({ code: 'E2004' });
    await expect(acme.query({ pk: 'list', cursor: 'nonsense' })).rejects.toMatchObject({ code: 'E2004' });
    // Every key of a cursor is put back into the caller's own tenant.
    expect((await acme.query({ pk: 'list', cursor: next })).items).toEqual([]);
  });
});

describe('items', () => {
  it('are not there once they have expired', async () => {
    const now = Math.floor(Date.now() / 1000);
    await acme.put({ ...KEY, expiresAt: now - 1 });
    await acme.put({ pk: KEY.pk, sk: 'note#2', expiresAt: now + 60 });
    expect(await acme.get(KEY)).toBeUndefined();
    expect((await acme.query({ pk: KEY.pk })).items).toHaveLength(1);
    await acme.put({ ...KEY, again: true }, ifAbsent());
    expect(await acme.get(KEY)).toEqual({ ...KEY, again: true });
  });

  it('are changed without being read: set, added to, removed', async () => {
    await acme.put({ ...KEY, name: 'a', gone: true, status: 'open' });
    const changed = await acme.update(KEY, {
      set: { name: 'b', nothing: undefined },
      add: { count: 2 },
      remove: ['gone'],
      condition: '#status = :open',
      names: { '#status': 'status' },
      values: { ':open': 'open' },
    });
    expect(changed).toEqual({ ...KEY, name: 'b', count: 2, status: 'open' });
    await acme.update(KEY, { add: { count: -5 } });
    expect((await acme.get(KEY))?.count).toBe(-3);
  });

  it('has one cursor for one page, however often it is asked for', async () => {
    for (const sk of ['a', 'b']) await acme.put({ pk: 'user#ada', sk, byStatusPk: 'open', byStatusSk: sk });
    const asked = Array.from({ length: 20 }, () => acme.query({ pk: 'open', index: 'byStatus', limit: 1 }));
    expect(new Set((await Promise.all(asked)).map(({ next }) => next)).size).toBe(1);
  });

  it('come a page at a time, from either end, and by a part of their key', async () => {
    for (const sk of ['a#1', 'a#2', 'a#3', 'b#1']) await acme.put({ pk: 'list', sk });
    const all: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await acme.query({ pk: 'list', limit: 3, order: 'descending', cursor });
      for (const { sk } of page.items) all.push(sk);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(all).toEqual(['b#1', 'a#3', 'a#2', 'a#1']);
    const keys = async (sk: NonNullable<Parameters<typeof acme.query>[0]['sk']>) =>
      (await acme.query({ pk: 'list', sk })).items.map((item) => item.sk);
    expect(await keys({ beginsWith: 'a#' })).toEqual(['a#1', 'a#2', 'a#3']);
    expect(await keys({ between: ['a#2', 'a#3'] })).toEqual(['a#2', 'a#3']);
    expect(await keys({ from: 'a#3' })).toEqual(['a#3', 'b#1']);
    expect(await keys({ to: 'a#1' })).toEqual(['a#1']);
  });

  it('are deleted', async () => {
    await acme.put(KEY);
    await acme.delete(KEY);
    expect(await acme.get(KEY)).toBeUndefined();
  });
});

describe('conditions', () => {
  const absent = { condition: 'attribute_not_exists(pk)' };

  it('that do not hold write nothing', async () => {
    await acme.put({ ...KEY, first: true }, absent);
    expect(await rejected(acme.put({ ...KEY, first: false }, absent))).toEqual([0]);
    expect(await rejected(acme.update(KEY, { set: { first: false }, ...absent }))).toEqual([0]);
    expect(await rejected(acme.delete(KEY, absent))).toEqual([0]);
    expect((await acme.get(KEY))?.first).toBe(true);
  });

  it('hold for all of a transaction, and say which did not', async () => {
    await acme.put(KEY);
    const failed = await rejected(
      acme.transact([
        { kind: 'put', item: { pk: 'new', sk: 'new' } },
        { kind: 'check', key: KEY, ...absent },
        { kind: 'update', key: { pk: 'n', sk: 'n' }, add: { count: 1 } },
      ]),
    );
    expect(failed).toEqual([1]);
    expect(await acme.get({ pk: 'new', sk: 'new' })).toBeUndefined();
  });

  it('let one of many at once through', async () => {
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => acme.put(KEY, absent)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

it('an index that the manifest does not name, and an empty change, are faults of the family', async () => {
  await expect(acme.query({ index: 'byNothing', pk: 'x' })).rejects.toMatchObject({ code: 'E5001' });
  await expect(acme.update(KEY, {})).rejects.toMatchObject({ code: 'E5001' });
});

it('a table that does not answer is a fault that may pass', async () => {
  const gone = familyStore({ ...table, table: 'no-such-table' }, 'acme');
  await expect(gone.get(KEY)).rejects.toMatchObject({ code: 'E5002', retryable: true });
});

it('a family that declares no store has none', async () => {
  await expect(NO_STORE.get(KEY)).rejects.toMatchObject({ code: 'E5001' });
  await expect(NO_STORE.of('acme').put(KEY)).rejects.toMatchObject({ code: 'E5001' });
});

describe('what belongs to somebody', () => {
  const call = (id: string) => ({
    store: acme,
    context: {
      correlationId: 'c',
      principal: { id, tenant: 'acme', tier: 'free' as const, roles: [], scopes: [], credential: 'k' },
      deadline: 0,
      confirmed: false,
    },
  });

  it('is found by its owner, and looks to a stranger like what is not there', async () => {
    await acme.put({ ...ownedKey({ owner: 'ada', kind: 'account', id: 'a1' }), name: 'Savings' });
    expect(await findOwned(call('ada'), { kind: 'account', id: 'a1' })).toMatchObject({ name: 'Savings' });
    const refusals = await Promise.all(
      [
        findOwned(call('bob'), { kind: 'account', id: 'a1' }),
        findOwned(call('bob'), { kind: 'account', id: 'a2' }),
      ].map((search) => search.catch((error: unknown) => error)),
    );
    expect(refusals[0]).toMatchObject({ code: 'E4007', details: { field: 'account_id' } });
    expect(refusals[0]).toEqual(refusals[1]);
  });
});

describe('work that is done once by an id', () => {
  const lease = () => ({ id: 'stripe#evt_1', leaseUntil: Date.now() + 60_000 });

  it('is skipped once it is done', async () => {
    let done = 0;
    const work = async () => {
      done += 1;
    };
    await onceById(acme.shared, lease(), work);
    await onceById(acme.shared, lease(), work);
    expect(done).toBe(1);
  });

  it('comes again where it failed', async () => {
    await expect(onceById(acme.shared, lease(), () => Promise.reject(new Error('No.')))).rejects.toThrow('No.');
    let done = 0;
    await onceById(acme.shared, lease(), async () => {
      done += 1;
    });
    expect(done).toBe(1);
  });

  it('is not done by two at once, and is taken over from one that died', async () => {
    const dead = { id: 'stripe#evt_1', leaseUntil: Date.now() - 1 };
    let done = 0;
    await onceById(acme.shared, dead, async () => {
      await onceById(acme.shared, lease(), async () => {
        await expect(onceById(acme.shared, lease(), async () => undefined)).rejects.toMatchObject({ code: 'E3006' });
        done += 1;
      });
    });
    expect(done).toBe(1);
  });
});
