import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import { claimKey } from '../../../schemas/keys.ts';
import { TaskClaim, type TaskJob } from '../../../schemas/task-records.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { jobOf, TASK_KEY, taskInTable } from '../../../test/support/task-in-table.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { type ClaimRequest, claimWrite, lookUpClaim } from '../../platform/idempotency/claim-repository.ts';
import { claimTable } from '../../platform/idempotency/claim-results.ts';
import type { TaskServices } from '../../platform/tasks/finish-task.ts';
import type { TaskItem } from '../../platform/tasks/task-repository.ts';
import { cancelTask, endedIfOverdue } from './end-task.ts';

const MINUTE = 60_000;

let database: TestDatabase;
let state: StateTable;
let events: AuditEvent[];
let services: TaskServices;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
  events = [];
  const audit = { record: async (event: AuditEvent) => void events.push(event) };
  services = { state, audit, key: async () => TASK_KEY };
});

/** A task of a claimed write, and its claim. */
async function taskOf(changes: Partial<TaskItem> = {}, job: Partial<TaskJob> = {}) {
  const key = randomBytes(8).toString('hex');
  const claim: ClaimRequest = {
    at: claimKey('acme', 'user:1', key),
    tool: 'work',
    argumentsHash: 'hash',
    owner: `call-${key}`,
    deadline: Date.now() + MINUTE,
    providerKey: 'p',
    marks: true,
    keepSeconds: 3_600,
    retriesFailures: false,
  };
  const claims = await claimTable(services, 'acme');
  await claimWrite(claims, claim);
  const whole = { ...jobOf(), claim: TaskClaim.parse(claim), ...job };
  const { round, vault, read } = await taskInTable(state, { job: whole, changes, claim });
  return { found: { owner: round, item: await read(), vault }, read, known: () => lookUpClaim(claims, claim) };
}

const past = () => Date.now() - 1;

describe('a task whose deadline has passed without an end', () => {
  it.each([
    ['ends with E5004 and releases its key if it never began', {}, {}, 'E5004', undefined],
    [
      'ends with E3008 if a later step never began, since its outcome is unknown',
      { round: 2 },
      {},
      'E3008',
      'in-progress',
    ],
    [
      'ends with E3008 if a write broke off, since its outcome is unknown',
      { startedAt: 1 },
      {},
      'E3008',
      'in-progress',
    ],
    [
      'ends with E3004 if a read broke off, since it may be repeated',
      { startedAt: 1 },
      { readOnly: true },
      'E3004',
      'in-progress',
    ],
  ])('%s', async (_, changes, job, code, claim) => {
    const { found, read, known } = await taskOf({ ...changes, deadline: past() }, job);
    const ended = await endedIfOverdue(services, found);
    expect(ended.status).toBe('completed');
    expect(found.vault.outcome(await read())).toMatchObject({ status: 'error', error: { code } });
    expect(events).toMatchObject([{ phase: 'outcome', outcome: 'error', errorCode: code }]);
    expect((await known())?.state).toBe(claim);
  });

  it('is ended once if ten requests find it at the same time', async () => {
    const { found } = await taskOf({ startedAt: 1, deadline: past() });
    await Promise.all(Array.from({ length: 10 }, () => endedIfOverdue(services, found)));
    expect(events).toHaveLength(1);
  });

  it('is left alone before its deadline, and while it waits for its caller', async () => {
    const working = await taskOf({ startedAt: 1 });
    expect((await endedIfOverdue(services, working.found)).status).toBe('working');
    const asking = await taskOf({ status: 'input_required', deadline: past() });
    expect((await endedIfOverdue(services, asking.found)).status).toBe('input_required');
    expect(events).toEqual([]);
  });
});

describe('a cancellation', () => {
  it('ends a task that was not begun, and releases its key', async () => {
    const { found, read, known } = await taskOf();
    expect(await cancelTask(services, found)).toBe(false);
    expect((await read()).status).toBe('cancelled');
    expect(events).toMatchObject([{ phase: 'outcome', errorCode: 'E3005' }]);
    expect(await known()).toBeUndefined();
  });

  it('ends a task that waits for its caller, and keeps its key since a step of work is done', async () => {
    const { found, read, known } = await taskOf({ status: 'input_required' });
    expect(await cancelTask(services, found)).toBe(false);
    expect((await read()).status).toBe('cancelled');
    expect((await known())?.state).toBe('in-progress');
  });

  it('asks running work to end itself', async () => {
    const { found, read } = await taskOf({ startedAt: 1 });
    expect(await cancelTask(services, found)).toBe(true);
    expect(await read()).toMatchObject({ status: 'working', cancelRequestedAt: expect.any(Number) });
    expect(events).toEqual([]);
  });

  it.each(['completed', 'cancelled'] as const)('does not change a task that is %s', async (status) => {
    const { found, read } = await taskOf({ status, startedAt: 1 });
    expect(await cancelTask(services, found)).toBe(false);
    expect(await read()).toEqual(found.item);
  });
});
