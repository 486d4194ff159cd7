import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { changeTask, createTask, deleteTask, readTask, type TaskItem } from './task-repository.ts';

let database: TestDatabase;
let state: StateTable;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
});

const OWNER = { tenant: 'acme', principal: 'user:1', taskId: 'task-1' };
const NOW = 1_800_000_000_000;
const ITEM: TaskItem = {
  status: 'working',
  createdAt: NOW,
  updatedAt: NOW,
  ttlMs: 60_000,
  expiresAt: NOW / 1000 + 60,
  round: 1,
  deadline: NOW + 30_000,
  cancelRef: 'c',
  revision: 0,
  correlationId: 'corr',
  requiredScopes: [],
  tool: { name: 'work', version: '1.0.0', deprecated: false, openWorld: false },
  job: Uint8Array.of(1, 2, 3),
};

describe('a task', () => {
  it('is read by its owner as it was written, and by no other principal', async () => {
    await createTask(state, OWNER, ITEM);
    expect(await readTask(state, OWNER, NOW)).toMatchObject(ITEM);
    for (const other of [{ principal: 'user:2' }, { tenant: 'other' }, { taskId: 'task-2' }]) {
      expect(await readTask(state, { ...OWNER, ...other }, NOW)).toBeUndefined();
    }
  });

  it('exists until it expires, whether or not DynamoDB has removed it', async () => {
    await createTask(state, OWNER, ITEM);
    expect(await readTask(state, OWNER, NOW + 59_999)).toMatchObject(ITEM);
    expect(await readTask(state, OWNER, NOW + 60_000)).toBeUndefined();
  });

  it('is not created if another item of its transaction fails', async () => {
    const fails = {
      Put: { TableName: state.table, Item: { pk: 'a', sk: 'a' }, ConditionExpression: 'attribute_exists(pk)' },
    };
    await expect(createTask(state, OWNER, ITEM, [fails])).rejects.toMatchObject({
      name: 'TransactionCanceledException',
    });
    expect(await readTask(state, OWNER, NOW)).toBeUndefined();
  });

  it('does not exist after it was deleted', async () => {
    await createTask(state, OWNER, ITEM);
    await deleteTask(state, OWNER);
    expect(await readTask(state, OWNER, NOW)).toBeUndefined();
  });
});

describe('a change', () => {
  const start = () =>
    changeTask(state, OWNER, {
      set: { startedAt: NOW + 1 },
      remove: ['message'],
      where: { status: 'working', round: 1 },
      absent: ['startedAt', 'cancelRequestedAt'],
    });

  it('takes place once if many try it at the same time', async () => {
    await createTask(state, OWNER, ITEM);
    const started = await Promise.all(Array.from({ length: 20 }, start));
    expect(started.filter((item) => item !== undefined)).toHaveLength(1);
    expect(await readTask(state, OWNER, NOW)).toMatchObject({ startedAt: NOW + 1 });
  });

  it('does not take place in another state, and creates no task', async () => {
    expect(await start()).toBeUndefined();
    await createTask(state, OWNER, { ...ITEM, status: 'input_required' });
    expect(await start()).toBeUndefined();
    expect(await readTask(state, OWNER, NOW)).not.toHaveProperty('startedAt');
  });
});
