import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { newGate, newKey } from '../../integration/support/control.ts';
import { ask, resultOf, startTask } from '../../integration/support/tasks.ts';

const ADA = `test:ada-${randomUUID()}`;

let ada: string;
const strangers: Record<string, string> = {};
beforeAll(async () => {
  ada = await newKey({ id: ADA });
  strangers['another person of the tenant'] = await newKey({ id: `test:bob-${randomUUID()}` });
  strangers['a person of the same id in another tenant'] = await newKey({ id: ADA, tenant: 'elsewhere' });
  strangers['somebody who may act for others'] = await newKey({ id: 'test:clerk', scopes: ['*'] });
});

const REQUESTS: [method: string, params: Record<string, unknown>][] = [
  ['tasks/get', {}],
  ['tasks/cancel', {}],
  ['tasks/update', { inputResponses: { confirm: { action: 'accept', content: { confirm: true } } } }],
];

describe.each(REQUESTS)('%s of a task of another person', (method, params) => {
  it('is refused like a task that does not exist, and the task continues', async () => {
    const gate = newGate();
    const { taskId } = await startTask('work_at_gate', { gate: gate.name, note: 'private' }, { key: ada });
    await gate.arrived();
    for (const [who, key] of Object.entries(strangers)) {
      const foreign = await ask(method, { ...params, taskId }, { key });
      const unknown = await ask(method, { ...params, taskId: randomUUID() }, { key });
      expect([who, foreign.error]).toEqual([who, expect.objectContaining({ code: -32602 })]);
      expect(likeOther(foreign.error)).toEqual(likeOther(unknown.error));
    }
    expect(await resultOf('tasks/get', { taskId }, { key: ada })).toMatchObject({ status: 'working' });
    await gate.open();
    for (;;) {
      const task = await resultOf('tasks/get', { taskId }, { key: ada });
      if (task.status === 'working') continue;
      expect(task).toMatchObject({ status: 'completed', result: { structuredContent: { note: 'private' } } });
      break;
    }
  });
});

/** An error without the fields that differ from request to request. */
function likeOther({ code, message, data }: { code: number; message: string; data?: Record<string, unknown> }) {
  return { code, message, error: data?.code, details: data?.details };
}
