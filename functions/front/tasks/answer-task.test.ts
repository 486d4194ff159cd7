import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import type { Decision } from '../../../schemas/policy.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { testPrincipal, testRequest, testServices, testTool } from '../../../test/support/guarded-call.ts';
import { TASK_KEY, taskInTable } from '../../../test/support/task-in-table.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { answerTask } from './answer-task.ts';

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
    key: async () => TASK_KEY,
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

const request = () => {
  const tool = () => {
    if (switchedOff) throw new ManifoldError('E3002', 'The tool is switched off.');
    return testTool({ target: { family: 'works' } });
  };
  return testRequest({
    principal: testPrincipal({ tier: 'team' }),
    view: { tools: [], resources: [], resourceTemplates: [], prompts: [], tool },
    engine: { decide: () => ({ policies: [], logOnly: [], errors: [], ...decision }), visible: () => [] },
  });
};

/** A task that waits for the answer to `1.go`. */
async function waiting() {
  const { round, vault, read } = await taskInTable(state, {
    input: { requests: { '1.go': { method: 'elicitation/create' } }, answers: {} },
    changes: { status: 'input_required' },
  });
  const answer = async () => {
    const found = { owner: round, item: await read(), vault };
    return answerTask({ services: services(), request: request(), found, responses: { '1.go': { action: 'accept' } } });
  };
  return { answer, read };
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
