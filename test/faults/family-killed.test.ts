import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { control, newGate } from '../integration/support/control.ts';
import { callTool } from '../integration/support/endpoint.ts';
import { endDeadlines } from '../integration/support/idempotency-records.ts';
import { kill } from './support/faults.ts';

const placed = async (order: string) => ((await control(`/counts/${order}`)) as { count: number }).count;
type Result = Awaited<ReturnType<typeof callTool>>;
const errorOf = (result: Result) => result._meta['manifold/error'];

/** A write without a look-up that waits at a gate. */
const work = (gate: string, key: string) =>
  callTool('work_at_gate', { gate, note: 'x' }, { id: randomUUID(), meta: { 'manifold/idempotencyKey': key } });

describe('a family that is killed during a call', () => {
  it('fails a read, and a new process serves the next one', async () => {
    const gate = newGate();
    const held = callTool('hold_until_opened', { gate: gate.name, silent: true });
    await gate.arrived();
    await kill('harness');
    expect(errorOf(await held)).toMatchObject({ code: 'E3003' });
    const next = newGate();
    await next.open();
    expect(await callTool('hold_until_opened', { gate: next.name })).toMatchObject({
      structuredContent: { gate: next.name },
    });
  });

  it('closes its connection to the provider', async () => {
    const gate = newGate();
    const held = callTool('hold_until_opened', { gate: gate.name, silent: true });
    await gate.arrived();
    await kill('harness');
    await gate.left();
    await held;
  });

  it('leaves a write with an unknown outcome, which is never executed again', async () => {
    const [gate, key] = [newGate(), randomUUID()];
    const held = work(gate.name, key);
    await gate.arrived();
    await kill('harness');
    expect(errorOf(await held)).toMatchObject({ code: 'E3003' });
    await gate.open();
    await endDeadlines();
    expect(errorOf(await work(gate.name, key))).toMatchObject({ code: 'E3008', retryable: false });
    expect(await placed(gate.name)).toBe(0);
  });

  it.each([
    ['place_order', { code: 'E3008' }, 1],
    ['place_findable_order', undefined, 1],
    ['put_order', undefined, 2],
  ])('leaves a write that is resolved in the way that its tool allows: %s', async (tool, error, count) => {
    const order = randomUUID();
    const place = () =>
      callTool(tool, { order, fate: 'dies-after' }, { id: randomUUID(), meta: { 'manifold/idempotencyKey': order } });
    expect(errorOf(await place())).toMatchObject({ code: 'E3003' });
    await endDeadlines();
    const again = await place();
    if (error) expect(errorOf(again)).toMatchObject(error);
    else expect(again).toMatchObject({ structuredContent: { count } });
    expect(await placed(order)).toBe(count);
  });
});
