import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import type { Decision } from '../../../schemas/policy.ts';
import type { TaskJob } from '../../../schemas/task-records.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { testPrincipal, testRequest, testServices, testTool } from '../../../test/support/guarded-call.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { createTask, readTask, type TaskItem } from '../../platform/tasks/task-repository.ts';
import { taskVault } from '../../platform/tasks/task-vault.ts';
import { answerTask } from './answer-task.ts';

const KEY = 'ab'.repeat(32);
const MINUTE = 60_000;

let database: TestDatabase;
let state: StateTable;
let events: AuditEvent[];
let started: number[];
let auditFails: boolean;
let busy: boolean;
let decision: Pick<Decision, 'effect' | 'reasons'>;
let switchedOff: boolean;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
  events = [];
  started = [];
  auditFails = false;
  busy = false;
  decision = { effect: 'allow', reasons: [] };
  switchedOff = false;
});

const services = () =>
  testServices({
    state,
    key: async () => KEY,
    audit: {
      record: async (event: AuditEvent) => {
        if (auditFails) throw new ManifoldError('E5002', 'The audit trail does not answer.');
        events.push(event);
      },
    },
    tasks: {
      start: async ({ round }: { round: number }) => {
        if (busy) throw new ManifoldError('E5004', 'The work could not be started.');
        started.push(round);
      },
    },
  });

const principal = testPrincipal({ tier: 'team' });
const request = () => {
  const tool = () => {
    if (switchedOff) throw new ManifoldError('E3002', 'The tool is switched off.');
    return testTool({ target: { family: 'works' } });
  };
  return testRequest({
    principal,
    view: { tools: [], resources: [], resourceTemplates: [], prompts: [], tool },
    engine: { decide: () => ({ policies: [], logOnly: [], errors: [], ...decision }), visible: () => [] },
  });
};

/** A task that waits for the answer to `1.go`. */
async function waiting() {
  const owner = { tenant: 'acme', principal: 'user:1', taskId: randomBytes(8).toString('hex') };
  const vault = taskVault(KEY, owner);
  const now = Date.now();
  const context = { correlationId: 'c', principal, deadline: 0, confirmed: false };
  const call = { kind: 'tool', tool: 'work', version: '1.0.0', arguments: { amount: 5 }, context };
  const job = {
    target: { family: 'works', functionArn: 'arn', invokeMode: 'stream', tenantIsolated: false },
    invocation: call,
    timeoutMs: 30_000,
    readOnly: false,
    intent: {
      callId: 'call-1a',
      phase: 'intent',
      at: '2026-11-21T09:00:00.000Z',
      correlationId: 'c',
      tenant: 'acme',
      principal: 'user:1',
      credential: 'k',
      address: '192.0.2.0/24',
      operation: 'tools/call',
      target: 'work',
      argumentsHash: 'hash',
      argumentsProjection: {},
    },
    startedAt: now,
  } as TaskJob;
  const item: TaskItem = {
    status: 'input_required',
    createdAt: now,
    updatedAt: now,
    ttlMs: MINUTE,
    expiresAt: Math.ceil((now + MINUTE) / 1000),
    round: 1,
    deadline: now + MINUTE,
    cancelRef: 'c',
    revision: 0,
    correlationId: 'c',
    requiredScopes: [],
    tool: { name: 'work', version: '1.0.0', deprecated: false, openWorld: false },
    job: vault.seal('job', job),
    input: vault.seal('input', { requests: { '1.go': { method: 'elicitation/create' } }, answers: {} }),
  };
  await createTask(state, owner, item);
  const answer = async () => {
    const found = { owner, item: (await readTask(state, owner)) ?? item, vault };
    return answerTask({ services: services(), request: request(), found, responses: { '1.go': { action: 'accept' } } });
  };
  return { answer, read: () => readTask(state, owner) };
}

describe('the answer of a caller', () => {
  it('begins the next step of the work', async () => {
    const task = await waiting();
    await task.answer();
    expect(started).toEqual([2]);
    expect(await task.read()).toMatchObject({ status: 'working', round: 2 });
    expect(events).toMatchObject([{ operation: 'tasks/update', phase: 'intent', target: 'work' }]);
  });

  it.each([
    ['the runner is busy', 'E5004', () => (busy = true)],
    ['the audit does not answer', 'E5002', () => (auditFails = true)],
  ])('leaves the question open if %s, and can be sent again', async (_what, code, fail) => {
    const task = await waiting();
    fail();
    await expect(task.answer()).rejects.toMatchObject({ code });
    expect(await task.read()).toMatchObject({ status: 'input_required', round: 1 });
    busy = false;
    auditFails = false;
    await task.answer();
    expect(started).toEqual([2]);
    expect(await task.read()).toMatchObject({ status: 'working', round: 2 });
  });

  it('begins nothing if policies deny the call by then, and the refusal is audited', async () => {
    const task = await waiting();
    decision = { effect: 'deny', reasons: ['No more payments.'] };
    await expect(task.answer()).rejects.toMatchObject({ code: 'E1004', details: { reasons: ['No more payments.'] } });
    expect(started).toEqual([]);
    expect(await task.read()).toMatchObject({ status: 'input_required', round: 1 });
    expect(events).toMatchObject([{ operation: 'tasks/update', outcome: 'refused', errorCode: 'E1004' }]);
  });

  it('begins nothing if the tool was switched off meanwhile', async () => {
    const task = await waiting();
    switchedOff = true;
    await expect(task.answer()).rejects.toMatchObject({ code: 'E3002' });
    expect(started).toEqual([]);
  });

  it('needs no second approval', async () => {
    const task = await waiting();
    decision = { effect: 'requires-approval', reasons: ['Two people.'] };
    await task.answer();
    expect(started).toEqual([2]);
  });
});
