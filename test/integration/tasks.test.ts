import { randomUUID } from 'node:crypto';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from '@jest/globals';
import { TASKS_EXTENSION } from '../../schemas/task.ts';
import { endpoints } from '../cloud/endpoints.ts';
import { operatorTables } from '../cloud/registry.ts';
import { newGate, newKey } from './support/control.ts';
import { answerOf, legacy, listTools, modern } from './support/endpoint.ts';
import { messagesOf, next } from './support/event-stream.ts';
import { ask, resultOf, settled, startTask, TAKES_TASKS, taskOnce } from './support/tasks.ts';

const client = operatorTables(endpoints());
afterAll(() => client.destroy());

/** Every item of a table, binary values as text. */
async function itemsOf(table: string | undefined): Promise<Record<string, unknown>[]> {
  const items = [];
  for await (const page of paginateScan({ client }, { TableName: table })) items.push(...(page.Items ?? []));
  return items;
}

const work = (gate: { name: string }, note = 'a note') => ({ gate: gate.name, note });

describe('long work as a task', () => {
  it('continues after the answer, shows its progress, and keeps its result', async () => {
    const gate = newGate();
    const task = await startTask('work_at_gate', work(gate));
    expect(task).toMatchObject({ resultType: 'task', status: 'working', ttlMs: 3_600_000, pollIntervalMs: 1_000 });
    expect(task).not.toHaveProperty('content');
    const { taskId } = task;
    const working = await taskOnce(taskId, ({ statusMessage }) => statusMessage !== undefined);
    expect(working).toMatchObject({ status: 'working', statusMessage: 'waiting with a note (1 of 2)' });
    await gate.open();
    expect(await settled(taskId)).toMatchObject({
      resultType: 'complete',
      status: 'completed',
      result: {
        structuredContent: { count: 1, note: 'a note' },
        _meta: { 'manifold/toolVersion': '1.0.0', 'manifold/correlationId': expect.any(String) },
      },
    });
  });

  it('leaves intent and outcome of one call in the audit trail', async () => {
    const gate = newGate();
    const { taskId } = await startTask('work_at_gate', work(gate));
    await gate.arrived();
    await gate.open();
    const { result } = await settled(taskId);
    const correlationId = result._meta['manifold/correlationId'];
    const events = (await itemsOf(endpoints().tables.audit)).filter((item) => item.correlationId === correlationId);
    const [intent, outcome, ...more] = events.sort((a, b) => (String(a.phase) < String(b.phase) ? -1 : 1));
    expect(more).toEqual([]);
    expect(intent).toMatchObject({ phase: 'intent', operation: 'tools/call', target: 'work_at_gate' });
    expect(outcome).toMatchObject({ phase: 'outcome', outcome: 'ok', callId: intent?.callId });
  });

  it('leaves no readable argument, progress or result in any table', async () => {
    const canary = `canary-${randomUUID()}`;
    const gate = newGate();
    const { taskId } = await startTask('work_at_gate', work(gate, canary));
    await taskOnce(taskId, ({ statusMessage }) => statusMessage !== undefined);
    const found = async () => {
      const tables = [endpoints().tables.state, endpoints().tables.audit, endpoints().tables.usage];
      const items = (await Promise.all(tables.map(itemsOf))).flat();
      expect(items.some(({ sk }) => sk === taskId)).toBe(true);
      return items.filter((item) => readable(item).includes(canary));
    };
    expect(await found()).toEqual([]);
    await gate.open();
    expect(await settled(taskId)).toMatchObject({ result: { structuredContent: { note: canary } } });
    expect(await found()).toEqual([]);
  });

  it('makes a client without tasks wait for the result, in either era', async () => {
    for (const send of [modern, legacy]) {
      const gate = newGate();
      const answer = answerOf(send('tools/call', { name: 'work_at_gate', arguments: work(gate) }));
      await gate.arrived();
      await gate.open();
      expect(await answer).toMatchObject({ result: { structuredContent: { count: 1 } } });
    }
  });

  it('is listed with its task support', async () => {
    const tools = await listTools();
    const kindOf = (wanted: string) => tools.find(({ name }) => name === wanted)?._meta['manifold/tasks'];
    expect([kindOf('work_at_gate'), kindOf('failing_job'), kindOf('greet')]).toEqual([
      'optional',
      'required',
      undefined,
    ]);
  });
});

describe('answers to the questions of a task that arrive at the same time', () => {
  it('are all accepted', async () => {
    const { taskId } = await startTask('multi_input', {});
    const { inputRequests } = await taskOnce(taskId, ({ status }) => status === 'input_required');
    const answer = { action: 'accept', content: { name: 'Alice', confirm: true } };
    const sent = Object.keys(inputRequests).map((key) =>
      resultOf('tasks/update', { taskId, inputResponses: { [key]: answer } }),
    );
    expect(sent).toHaveLength(2);
    await Promise.all(sent);
    expect(await settled(taskId)).toMatchObject({ result: { content: [{ text: 'first and second were answered.' }] } });
  });
});

describe('a subscription to tasks', () => {
  const listen = { notifications: { taskIds: ['any'] } };

  it('needs the extension, like every request about tasks', async () => {
    const response = await modern('subscriptions/listen', listen);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: -32021, data: { requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } } },
    });
  });

  it('is accepted, and says that no task is pushed', async () => {
    const response = await modern('subscriptions/listen', listen, { meta: TAKES_TASKS });
    const first = await next(messagesOf(response));
    expect(first).toMatchObject({ method: 'notifications/subscriptions/acknowledged' });
    expect(first.params.notifications).not.toHaveProperty('taskIds');
  });
});

describe('a task', () => {
  it('belongs to the principal that called, under any of its credentials', async () => {
    const gate = newGate();
    const [owner, again, stranger] = [
      await newKey({ id: `user:${gate.name}`, tenant: 'acme' }),
      await newKey({ id: `user:${gate.name}`, tenant: 'acme' }),
      await newKey({ id: 'user:other', tenant: 'acme' }),
    ];
    const { taskId } = await startTask('work_at_gate', work(gate), { key: owner });
    expect(await resultOf('tasks/get', { taskId }, { key: again })).toMatchObject({ taskId, status: 'working' });
    const missing = { error: { code: -32602, message: expect.stringMatching(/no such task/) } };
    expect(await ask('tasks/get', { taskId }, { key: stranger })).toMatchObject(missing);
    expect(await ask('tasks/update', { taskId, inputResponses: {} }, { key: stranger })).toMatchObject(missing);
    expect(await ask('tasks/cancel', { taskId }, { key: stranger })).toMatchObject(missing);
    await gate.open();
  });

  it('ends when its caller cancels it, and the tool hears of it', async () => {
    const gate = newGate();
    const { taskId } = await startTask('work_at_gate', work(gate));
    await gate.arrived();
    expect(await resultOf('tasks/cancel', { taskId })).toMatchObject({ resultType: 'complete' });
    await gate.left();
    const task = await settled(taskId);
    expect(task).toMatchObject({ status: 'cancelled' });
    expect(task).not.toHaveProperty('result');
  });

  it('ends with the error of the call if the process of its family is killed', async () => {
    const { taskId } = await startTask('break_down', {});
    expect(await settled(taskId)).toMatchObject({
      status: 'completed',
      result: { isError: true, _meta: { 'manifold/error': { code: 'E3003' } } },
    });
  });

  it('is the same for a call that is retried, even after its end, and the work is done once', async () => {
    const gate = newGate();
    const options = { meta: { 'manifold/idempotencyKey': randomUUID() } };
    const start = () => startTask('work_at_gate', work(gate), options);
    const first = await start();
    await gate.arrived();
    expect((await start()).taskId).toBe(first.taskId);
    await gate.open();
    await settled(first.taskId);
    expect(await start()).toMatchObject({ taskId: first.taskId, status: 'completed' });
    expect(await settled(first.taskId)).toMatchObject({ result: { structuredContent: { count: 1 } } });
  });

  it('that a client without tasks retries is reported as in progress, and then gives its result', async () => {
    const gate = newGate();
    const meta = { 'manifold/idempotencyKey': randomUUID() };
    const { taskId } = await startTask('work_at_gate', work(gate), { meta });
    const again = () => answerOf(modern('tools/call', { name: 'work_at_gate', arguments: work(gate) }, { meta }));
    expect(await again()).toMatchObject({ result: { isError: true, _meta: { 'manifold/error': { code: 'E3006' } } } });
    await gate.open();
    await settled(taskId);
    expect(await again()).toMatchObject({
      result: { structuredContent: { count: 1 }, _meta: { 'manifold/replayed': true } },
    });
  });

  it('asks its caller several times, and accepts each answer once', async () => {
    const { taskId } = await startTask('multi_input', {});
    const asked = await taskOnce(taskId, ({ status }) => status === 'input_required');
    const [one, other] = Object.keys(asked.inputRequests);
    const answer = { action: 'accept', content: { name: 'Alice', confirm: true } };
    await resultOf('tasks/update', { taskId, inputResponses: { [String(one)]: answer, unknown: answer } });
    expect(Object.keys((await resultOf('tasks/get', { taskId })).inputRequests)).toEqual([other]);
    // Both are sent at once, and only one of them can start the next step.
    const last = { taskId, inputResponses: { [String(other)]: answer } };
    await Promise.all([resultOf('tasks/update', last), resultOf('tasks/update', last)]);
    expect(await settled(taskId)).toMatchObject({
      status: 'completed',
      result: { content: [{ text: 'first and second were answered.' }] },
    });
  });
});

/** Every value of an item as text; binary values are decoded as UTF-8. */
function readable(item: Record<string, unknown>): string {
  return JSON.stringify(item, (_name, value) => (value instanceof Uint8Array ? Buffer.from(value).toString() : value));
}
