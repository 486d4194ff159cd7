import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { control, newKey } from './support/control.ts';
import { callTool, type RequestOptions } from './support/endpoint.ts';
import { endDeadlines } from './support/idempotency-records.ts';

type Fate = 'done' | 'dies-before' | 'dies-after';
interface Order {
  tool?: string;
  order: string;
  fate?: Fate;
  key?: string;
  options?: RequestOptions;
}
/** Every call has its own request id, like a retry of a 2026 client. */
const place = ({ tool = 'place_order', order, fate = 'done', key, options = {} }: Order) =>
  callTool(
    tool,
    { order, fate },
    {
      ...options,
      id: randomUUID(),
      meta: {
        'manifold/idempotencyKey': key,
        ...options.meta,
      },
    },
  );
const errorOf = (result: Awaited<ReturnType<typeof place>>) => result._meta['manifold/error'];
const placed = async (order: string) => ((await control(`/counts/${order}`)) as { count: number }).count;

/** Retries after the deadline of the first execution. */
async function afterwards(order: Order) {
  await endDeadlines();
  return place(order);
}

describe('a write without an idempotency key that is retried under a new request id', () => {
  it('gets the first result, and a hint how to execute it a second time', async () => {
    const order = randomUUID();
    expect(await place({ order })).toMatchObject({ structuredContent: { count: 1 } });
    const again = await place({ order });
    expect(again).toMatchObject({ structuredContent: { count: 1 }, _meta: { 'manifold/replayed': true } });
    expect(again._meta['manifold/warnings']).toEqual([expect.stringContaining('_meta["manifold/idempotencyKey"]')]);
    expect(await place({ order, key: randomUUID() })).toMatchObject({ structuredContent: { count: 2 } });
    const headers = { 'idempotency-key': randomUUID() };
    expect(await place({ order, options: { headers } })).toMatchObject({ structuredContent: { count: 3 } });
  });

  it('is executed once if fifty arrive at the same time', async () => {
    const order = randomUUID();
    const results = await Promise.all(Array.from({ length: 50 }, () => place({ order })));
    for (const result of results) {
      if (result.isError) expect(errorOf(result)).toMatchObject({ code: 'E3006', retryable: true });
      else expect(result.structuredContent).toEqual({ count: 1 });
    }
    expect(await placed(order)).toBe(1);
  });

  it('is executed again for another principal', async () => {
    const order = randomUUID();
    await place({ order });
    const key = await newKey({ id: 'test:somebody-else' });
    expect(await place({ order, options: { key } })).toMatchObject({ structuredContent: { count: 2 } });
  });
});

it('two different idempotency keys for one call are refused, and the error names both', async () => {
  const options = { headers: { 'idempotency-key': randomUUID() } };
  expect(errorOf(await place({ order: randomUUID(), key: randomUUID(), options }))).toMatchObject({
    code: 'E2004',
    details: { field: '_meta.manifold/idempotencyKey, Idempotency-Key' },
  });
});

describe.each([
  ['with a key', () => ({ key: randomUUID() })],
  ['without a key', () => ({})],
])('a family that is killed during a write %s', (_name, keyed) => {
  it('leaves an idempotency record that is never executed again if the outcome stays unknown', async () => {
    const order: Order = { order: randomUUID(), fate: 'dies-after', ...keyed() };
    expect(errorOf(await place(order))).toMatchObject({ code: 'E3003' });
    expect(errorOf(await place(order))).toMatchObject({ code: 'E3006', retryable: true });
    expect(errorOf(await afterwards(order))).toMatchObject({
      code: 'E3008',
      message: expect.stringContaining('Check with find_record.'),
    });
    expect(await placed(order.order)).toBe(1);
  });

  it('is asked for the outcome if it can tell, and its answer "done" becomes the result', async () => {
    const order: Order = { tool: 'place_findable_order', order: randomUUID(), fate: 'dies-after', ...keyed() };
    await place(order);
    const found = { structuredContent: { count: 1 }, _meta: { 'manifold/replayed': true } };
    expect(await afterwards(order)).toMatchObject(found);
    expect(await place(order)).toMatchObject(found);
    expect(await placed(order.order)).toBe(1);
  });

  it('is asked for the outcome if it can tell, and executes the write now if it was not done', async () => {
    const order: Order = { tool: 'place_findable_order', order: randomUUID(), fate: 'dies-before', ...keyed() };
    await place(order);
    expect(await afterwards(order)).toMatchObject({ structuredContent: { count: 1 } });
    expect(await placed(order.order)).toBe(1);
  });
});

it('an idempotent write can be executed again under its key after the time of the first one has ended', async () => {
  const order: Order = { tool: 'put_order', order: randomUUID(), fate: 'dies-after', key: randomUUID() };
  expect(errorOf(await place(order))).toMatchObject({ code: 'E3003' });
  expect(await afterwards(order)).toMatchObject({ structuredContent: { count: 2 } });
  expect(await place(order)).toMatchObject({ structuredContent: { count: 2 }, _meta: { 'manifold/replayed': true } });
});

it('a call ends when its caller no longer waits', async () => {
  const gate = randomUUID();
  const options = { meta: { 'manifold/timeoutMs': 300 } };
  expect(errorOf(await callTool('hold_until_opened', { gate, silent: true }, options))).toMatchObject({
    code: 'E3004',
  });
});
