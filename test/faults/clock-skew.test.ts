import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { control, newGate, newKey } from '../integration/support/control.ts';
import { callTool, modern } from '../integration/support/endpoint.ts';
import { startTask, taskOnce } from '../integration/support/tasks.ts';
import { kill, seen, setClock, withClock } from './support/faults.ts';

const OFF = [60, -60];
const errorOf = (result: Awaited<ReturnType<typeof callTool>>) => result._meta['manifold/error'];

/** A token of the test's issuer, which has the correct time. */
async function tokenWith(claims: object = {}): Promise<string> {
  const { token } = (await control('/tokens', { claims: { roles: ['user'], jti: randomUUID(), ...claims } })) as {
    token: string;
  };
  return token;
}
const statusOf = async (key: string) => (await modern('tools/list', {}, { key })).status;
const now = () => Math.floor(Date.now() / 1000);

describe.each(OFF)('a family whose clock is off by %i s', (seconds) => {
  it('executes reads and writes with the time limit that front gave', async () => {
    const book = randomUUID();
    await withClock('flaky', seconds, async () => {
      expect(await callTool('get_quote', { book })).toMatchObject({ structuredContent: { requests: 1 } });
      expect(await callTool('order_book', { book })).toMatchObject({ structuredContent: { orders: 1 } });
      expect(await callTool('order_book', { book })).toMatchObject({ _meta: { 'manifold/replayed': true } });
      expect(await seen(book)).toMatchObject({ orders: 1 });
    });
  });

  it('ends a call when its time limit is reached', async () => {
    await withClock('harness', seconds, async () => {
      await callTool('count_calls', { counter: randomUUID() });
      const gate = newGate();
      const held = callTool('hold_briefly', { gate: gate.name });
      await gate.arrived();
      // The family leaves the gate by itself; with its own clock it would stay for a minute.
      await gate.left();
      expect(errorOf(await held)).toMatchObject({ code: 'E3004' });
    });
  });

  it('hears that a call is cancelled', async () => {
    await withClock('harness', seconds, async () => {
      const [gate, id] = [newGate(), randomUUID()];
      const held = callTool('hold_until_opened', { gate: gate.name, silent: true }, { id });
      await gate.arrived();
      expect((await modern('notifications/cancelled', { requestId: id }, { id: null })).status).toBe(202);
      await gate.left();
      expect(errorOf(await held)).toMatchObject({ code: 'E3005' });
    });
  });
});

describe.each(OFF)('a task runner whose clock is off by %i s', (seconds) => {
  it('is not treated as dead while it works', async () => {
    await withClock('TaskRunner', seconds, async () => {
      const gate = newGate();
      const { taskId } = await startTask('work_at_gate', { gate: gate.name, note: 'x' });
      await gate.arrived();
      expect(await taskOnce(taskId, ({ statusMessage }) => statusMessage !== undefined)).toMatchObject({
        status: 'working',
      });
      await gate.open();
      expect(await taskOnce(taskId, () => false)).toMatchObject({ status: 'completed' });
    });
  });
});

describe.each(OFF)('an authorizer whose clock is off by %i s', (seconds) => {
  it('accepts tokens that were just issued or are about to expire, and refuses those that expired long ago', async () => {
    await withClock('Authorizer', seconds, async () => {
      expect(await statusOf(await tokenWith())).toBe(200);
      expect(await statusOf(await tokenWith({ nbf: now() }))).toBe(200);
      expect(await statusOf(await tokenWith({ exp: now() + 30 }))).toBe(200);
      expect(await statusOf(await tokenWith({ exp: now() - 180 }))).toBe(401);
    });
  });
});

describe.each(OFF)('front whose clock is off by %i s', (seconds) => {
  it('answers, caches, replays writes and limits calls as with a correct clock', async () => {
    const [tenant, book, record] = [randomUUID(), randomUUID(), randomUUID()];
    const most = 100_000;
    const tools = { '*': { perMinute: most, perHour: most, burst: most } };
    const plan = {
      name: `p-${tenant.slice(0, 8)}`,
      title: 'Test',
      requestsPerMinute: most,
      callsPerMinute: most,
      tools,
    };
    await control('/plans', { ...plan, callsPerDay: 6 });
    await control('/plan-assignments', { tenant, plan: plan.name });
    const key = await newKey({ tenant, id: 'test:skewed' });
    const order = () => callTool('order_book', { book }, { key, id: randomUUID() });
    const find = () => callTool('find_record', { record }, { key });

    expect(await order()).toMatchObject({ structuredContent: { orders: 1 } });
    expect(await find()).toMatchObject({ structuredContent: { count: 1 } });
    await withClock('front', seconds, async () => {
      expect(await statusOf(await tokenWith({ exp: now() + 30 }))).toBe(200);
      expect(await order()).toMatchObject({ structuredContent: { orders: 1 }, _meta: { 'manifold/replayed': true } });
      expect(await find()).toMatchObject({
        structuredContent: { count: 1 },
        _meta: { 'manifold/cached': true, 'manifold/ageSeconds': expect.any(Number) },
      });
      await callTool('get_quote', { book }, { key });
    });
    await callTool('get_quote', { book }, { key });
    expect(errorOf(await callTool('get_quote', { book }, { key }))).toMatchObject({ code: 'E3009' });
  });
});

describe.each(OFF)('two instances of front whose clocks are %i s apart', (seconds) => {
  it('do not treat each other’s running write as abandoned, and execute it once', async () => {
    const [gate, key] = [newGate(), randomUUID()];
    const work = () =>
      callTool(
        'work_at_gate',
        { gate: gate.name, note: 'x' },
        { id: randomUUID(), meta: { 'manifold/idempotencyKey': key } },
      );
    await kill('front');
    const first = work();
    await gate.arrived();
    // The first process is busy, so the next call gets another one.
    await setClock('front', seconds);
    try {
      expect(errorOf(await work())).toMatchObject({ code: 'E3006', details: { retryAfter: expect.any(Number) } });
      await gate.open();
      expect(await first).toMatchObject({ structuredContent: { count: 1 } });
      expect(await work()).toMatchObject({ structuredContent: { count: 1 }, _meta: { 'manifold/replayed': true } });
    } finally {
      await setClock('front', 0);
      await kill('front');
    }
  });
});
