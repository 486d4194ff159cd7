import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import type { Invocation, Outcome } from '../../schemas/invocation.ts';
import type { TaskJob } from '../../schemas/task-records.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { jobOf, TASK_KEY, taskInTable } from '../../test/support/task-in-table.ts';
import { ManifoldError } from '../core/errors/manifold-error.ts';
import type { StateTable } from '../core/state-table/state-table.ts';
import type { Report } from '../platform/dispatch/dispatcher.ts';
import { changeTask, readTask, type TaskItem } from '../platform/tasks/task-repository.ts';
import { runStep } from './run-step.ts';

const MINUTE = 60_000;
const found: Outcome = { status: 'ok', structuredContent: { found: true }, meta: {} };

let database: TestDatabase;
let state: StateTable;
let events: AuditEvent[];
let invocations: Invocation[];
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
  events = [];
  invocations = [];
});

type Family = (report: (report: Report) => void, invocation: Invocation) => Promise<Outcome>;

/** Services of the runner, with real tables and a function in place of the family. */
const services = (family: Family) => ({
  state,
  audit: { record: async (event: AuditEvent) => void events.push(event) },
  key: async () => TASK_KEY,
  showTraces: false,
  dispatcher: {
    dispatch: async (_target: unknown, invocation: Invocation, report: (report: Report) => void) => {
      invocations.push(invocation);
      return family(report, invocation);
    },
  },
});

const newTask = (job?: TaskJob, changes?: Partial<TaskItem>) => taskInTable(state, { job, changes });

describe('a step of work', () => {
  it('keeps the answer of the family after the audit has its outcome', async () => {
    const { round, vault, read } = await newTask();
    await runStep(
      services(async () => found),
      round,
      15 * MINUTE,
    );
    const item = await read();
    expect(item.status).toBe('completed');
    expect(item.job).toBeUndefined();
    expect(vault.outcome(item)).toEqual(found);
    expect(events).toMatchObject([{ callId: 'call-1a', phase: 'outcome', outcome: 'ok', operation: 'tools/call' }]);
  });

  it.each([
    ['of the tool if the function has more', 15 * MINUTE, 30_000],
    ['of the function, less the reserve of the runner,', 20_000, 10_000],
  ])('gives the family the time %s and is overdue soon after it', async (_, remaining, time) => {
    const { round, read } = await newTask();
    await runStep(
      services(async () => found),
      round,
      remaining,
    );
    const { startedAt = 0, deadline } = await read();
    expect(invocations.map(({ context }) => context.deadline - startedAt)).toEqual([time]);
    expect(deadline - startedAt).toBe(time + 75_000);
  });

  it('is done once if its event comes several times', async () => {
    const { round, read } = await newTask();
    const runner = services(async () => found);
    await Promise.all(Array.from({ length: 10 }, () => runStep(runner, round, 15 * MINUTE)));
    await runStep(runner, round, 15 * MINUTE);
    expect(invocations).toHaveLength(1);
    expect((await read()).status).toBe('completed');
  });

  it('keeps a failure as an outcome, and audits its code', async () => {
    const { round, vault, read } = await newTask();
    const broken = async () => {
      throw new ManifoldError('E3003', 'The tool broke.');
    };
    await runStep(services(broken), round, 15 * MINUTE);
    expect(vault.outcome(await read())).toMatchObject({
      status: 'error',
      error: { code: 'E3003', correlationId: 'corr' },
    });
    expect(events).toMatchObject([{ outcome: 'error', errorCode: 'E3003' }]);
  });

  it('fails with E3003 if the result is too large to keep', async () => {
    const { round, vault, read } = await newTask();
    const large = async (): Promise<Outcome> => ({
      status: 'ok',
      structuredContent: { text: randomBytes(400_000).toString('base64') },
      meta: {},
    });
    await runStep(services(large), round, 15 * MINUTE);
    expect(vault.outcome(await read())).toMatchObject({
      error: { code: 'E3003', message: expect.stringMatching(/too large/) },
    });
  });

  it('ends as cancelled if the family stopped for the cancellation', async () => {
    const { round, read } = await newTask();
    const cancelled = async () => {
      await changeTask(state, round, { set: { cancelRequestedAt: Date.now() }, where: { status: 'working' } });
      throw new ManifoldError('E3005', 'The caller cancelled the call.');
    };
    await runStep(services(cancelled), round, 15 * MINUTE);
    expect((await read()).status).toBe('cancelled');
  });

  it('does not begin if its event comes after the deadline, even if no client has polled the task', async () => {
    const { round } = await newTask(jobOf(), { deadline: Date.now() - 1 });
    await runStep(
      services(async () => found),
      round,
      MINUTE,
    );
    expect(invocations).toEqual([]);
    expect(await readTask(state, round)).toMatchObject({ status: 'working' });
  });

  it('does not begin if the task was cancelled before', async () => {
    const { round } = await newTask(jobOf(), { cancelRequestedAt: Date.now() });
    await runStep(
      services(async () => found),
      round,
      15 * MINUTE,
    );
    expect(invocations).toEqual([]);
  });

  it('shows its progress while it works', async () => {
    const { round, vault, read } = await newTask();
    const seen: (string | undefined)[] = [];
    const working: Family = async (report) => {
      report({ frame: 'progress', progress: 1, total: 3, message: 'reading' });
      report({ frame: 'progress', progress: 2 });
      while (seen.length === 0) {
        const item = await read();
        if (item.message) seen.push(vault.message(item));
      }
      return found;
    };
    await runStep(services(working), round, 15 * MINUTE);
    expect(seen).toEqual(['reading (1 of 3)']);
    expect((await read()).message).toBeUndefined();
  });
});

describe('a question of the family', () => {
  const question = { method: 'elicitation/create', params: { message: 'Sure?' } };
  const asks = async (): Promise<Outcome> => ({
    status: 'input_required',
    inputRequests: { sure: question },
    requestState: 'page-2',
    meta: {},
  });

  it('makes the task wait for its caller, and keeps what the next step needs', async () => {
    const { round, vault, read } = await newTask(jobOf({ clientCapabilities: { elicitation: {} } }));
    await runStep(services(asks), round, 15 * MINUTE);
    const item = await read();
    expect(item.status).toBe('input_required');
    expect(item.job).toBeDefined();
    expect(vault.input(item)).toEqual({ requests: { '1.sure': question }, answers: {}, requestState: 'page-2' });
    expect(events).toMatchObject([{ outcome: 'input_required' }]);
  });

  it('fails the task if the client cannot be asked', async () => {
    const { round, vault, read } = await newTask();
    await runStep(services(asks), round, 15 * MINUTE);
    expect(vault.outcome(await read())).toMatchObject({ error: { code: 'E3012' } });
  });

  it('is dropped if the caller has cancelled meanwhile', async () => {
    const { round, read } = await newTask(jobOf({ clientCapabilities: { elicitation: {} } }));
    const late = async () => {
      await changeTask(state, round, { set: { cancelRequestedAt: Date.now() }, where: { status: 'working' } });
      return asks();
    };
    await runStep(services(late), round, 15 * MINUTE);
    expect((await read()).status).toBe('cancelled');
  });
});
