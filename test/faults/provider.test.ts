import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Behaviour } from '../cloud/unsteady-provider.ts';
import { control } from '../integration/support/control.ts';
import { callTool } from '../integration/support/endpoint.ts';
import { plan, seen } from './support/faults.ts';

const call = (tool: string, book: string, meta: Record<string, unknown> = {}) => callTool(tool, { book }, { meta });
const errorOf = (result: Awaited<ReturnType<typeof call>>) => result._meta['manifold/error'];
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

// A success resets the breaker, so that failures of one test do not count in the next.
afterEach(async () => {
  await control('/unsteady/up');
  expect(await call('get_quote', randomUUID())).toMatchObject({ structuredContent: { requests: 1 } });
});

describe('a read whose provider fails once', () => {
  it.each<Behaviour>(['refuses', 'limits', 'breaks', 'drops', 'drops in the middle'])(
    'is retried if the provider %s',
    async (behaviour) => {
      const book = randomUUID();
      await plan(book, behaviour);
      expect(await call('get_quote', book)).toMatchObject({ structuredContent: { requests: 2 } });
    },
  );
});

describe('a read whose provider fails each time', () => {
  it.each<[Behaviour, object]>([
    ['refuses', { code: 'E4005', retryable: true }],
    ['limits', { code: 'E4003', retryable: true }],
    ['breaks', { code: 'E4004', retryable: true }],
    ['drops', { code: 'E4001', retryable: true }],
    ['drops in the middle', { code: 'E4001', retryable: true }],
    ['answers a page', { code: 'E4004' }],
    ['answers another shape', { code: 'E4004' }],
    ['answers an error with 200', { code: 'E4004' }],
    ['answers without end', { code: 'E4004' }],
    ['answers null', { code: 'E4004' }],
    ['answers 200,000 levels', { code: 'E4004' }],
    ['answers 50 MB', { code: 'E4004' }],
  ])('fails with the cause if the provider %s', async (behaviour, error) => {
    const book = randomUUID();
    // A success in between keeps the breaker closed.
    await plan(book, ...times(4, behaviour));
    expect(errorOf(await call('get_quote', book))).toMatchObject(error);
    await plan(book);
    expect(await call('get_quote', book)).toMatchObject({ structuredContent: { price: expect.any(Number) } });
  });

  it('fails with the cause when its time is over because the provider stays silent', async () => {
    const book = randomUUID();
    await plan(book, 'stays silent');
    expect(errorOf(await call('get_quote', book, { 'manifold/timeoutMs': 1_500 }))).toMatchObject({
      code: 'E3004',
      retryable: true,
    });
  });

  it('fails with the cause if no provider listens', async () => {
    await control('/unsteady/down');
    expect(errorOf(await call('get_quote', randomUUID()))).toMatchObject({ code: 'E4001', retryable: true });
  });
});

describe('a write whose provider fails', () => {
  it.each<[Behaviour, object, number]>([
    ['refuses', { code: 'E4005', retryable: true }, 0],
    ['limits', { code: 'E4003', retryable: true }, 0],
  ])('may be retried if the provider %s before it does anything', async (behaviour, error, orders) => {
    const book = randomUUID();
    await plan(book, behaviour);
    expect(errorOf(await call('order_book', book))).toMatchObject(error);
    expect(await seen(book)).toMatchObject({ requests: 1, orders });
    expect(await call('order_book', book)).toMatchObject({ structuredContent: { orders: 1 } });
  });

  it.each<[Behaviour, string]>([
    ['breaks', 'E4004'],
    ['drops', 'E4001'],
    ['drops in the middle', 'E4001'],
    ['answers a page', 'E4004'],
    ['answers another shape', 'E4004'],
    ['answers an error with 200', 'E4004'],
    ['answers without end', 'E4004'],
    ['answers null', 'E4004'],
    ['answers 200,000 levels', 'E4004'],
    ['answers 50 MB', 'E4004'],
  ])('is not executed again if its outcome is unknown because the provider %s', async (behaviour, code) => {
    const meta = { 'manifold/timeoutMs': 3_000 };
    const books = { unsure: randomUUID(), findable: randomUUID() };
    for (const book of Object.values(books)) await plan(book, behaviour);
    expect(errorOf(await call('order_book', books.unsure, meta))).toMatchObject({ code });
    expect(errorOf(await call('order_findable_book', books.findable, meta))).toMatchObject({ code });

    // The first call may still run until its time is over.
    let again = await call('order_book', books.unsure, meta);
    while (errorOf(again)?.code === 'E3006') again = await call('order_book', books.unsure, meta);
    expect(errorOf(again)).toMatchObject({ code: 'E3008', details: { checkWith: 'the bookshop' } });
    let found = await call('order_findable_book', books.findable, meta);
    while (errorOf(found)?.code === 'E3006') found = await call('order_findable_book', books.findable, meta);
    expect(found).toMatchObject({ structuredContent: { orders: 1 }, _meta: { 'manifold/replayed': true } });
    for (const book of Object.values(books)) expect(await seen(book)).toMatchObject({ orders: 1 });
  });
});
