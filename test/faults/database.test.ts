import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { endpoints } from '../cloud/endpoints.ts';
import { control } from '../integration/support/control.ts';
import { type Answer, answerOf, callTool, modern } from '../integration/support/endpoint.ts';
import { auditSince } from './support/audit.ts';
import { during, seen, THROTTLED, warmUp } from './support/faults.ts';

const tableOf = (name: string) => endpoints().tables[name] ?? '';
const ofTable = (name: string) => ({ service: 'dynamodb', contains: [`"${tableOf(name)}"`] });
const requestOptions = (key?: string) => ({
  id: randomUUID(),
  meta: { 'manifold/timeoutMs': 4_000, ...(key ? { 'manifold/idempotencyKey': key } : {}) },
});

/** The error of a call, either of its result or of the JSON-RPC answer. */
const errorOf = ({ error, result }: Answer) => error?.data ?? result?._meta['manifold/error'];
const send = (name: string, args: object, key?: string) =>
  answerOf(modern('tools/call', { name, arguments: args }, requestOptions(key)));
const order = (book: string, key?: string) => send('order_book', { book }, key);

describe('a table that throttles requests', () => {
  it.each(['registry', 'usage', 'audit', 'state'])('fails no call if it throttles for a moment: %s', async (table) => {
    const book = randomUUID();
    const fault = { ...ofTable(table), answer: THROTTLED, times: 2 };
    const { result, struck } = await during(fault, () => order(book, randomUUID()));
    expect(result).toMatchObject({ result: { structuredContent: { orders: 1 } } });
    expect(struck).toBe(2);
  });

  it.each(['registry', 'usage', 'audit', 'state'])(
    'refuses calls without executing them if it throttles for long: %s',
    async (table) => {
      const [book, key] = [randomUUID(), randomUUID()];
      const { result, struck } = await during({ ...ofTable(table), answer: THROTTLED }, () => order(book, key));
      expect(errorOf(result)).toMatchObject({ code: 'E5002', retryable: true });
      expect(struck).toBeGreaterThan(1);
      expect(await seen(book)).toMatchObject({ requests: 0, orders: 0 });
      expect(await order(book, key)).toMatchObject({ result: { structuredContent: { orders: 1 } } });
    },
  );
});

describe('a table that does not answer', () => {
  it.each([
    ['registry', 'policies and tools'],
    ['usage', 'limits'],
    ['audit', 'the audit trail'],
    ['state', 'claims'],
  ])('refuses a write without executing it: %s, with %s', async (table) => {
    const [book, key] = [randomUUID(), randomUUID()];
    const { result } = await during({ ...ofTable(table), answer: 'hang up' }, () => order(book, key));
    expect(errorOf(result)).toMatchObject({ code: 'E5002', retryable: true });
    expect(await seen(book)).toMatchObject({ requests: 0, orders: 0 });
    expect(await order(book, key)).toMatchObject({ result: { structuredContent: { orders: 1 } } });
  });

  it('refuses a write that cannot be marked as started, and the write may be retried', async () => {
    const [book, key] = [randomUUID(), randomUUID()];
    const fault = { ...ofTable('state'), operation: 'PutItem', answer: 'hang up' as const };
    const { result } = await during({ ...fault, caller: endpoints().functions.flaky }, () => order(book, key));
    expect(errorOf(result)).toMatchObject({ code: 'E5002', retryable: true });
    expect(await seen(book)).toMatchObject({ orders: 0 });
    expect(await order(book, key)).toMatchObject({ result: { structuredContent: { orders: 1 } } });
  });

  it('hides the answer if the outcome cannot be audited, and a retry gets it without a second execution', async () => {
    const [book, since] = [randomUUID(), Date.now()];
    const fault = { ...ofTable('audit'), operation: 'PutItem', answer: 'hang up' as const };
    const contains = [...fault.contains, '"outcome"', 'order_book'];
    const { result } = await during({ ...fault, contains }, () => order(book));
    expect(errorOf(result)).toMatchObject({ code: 'E5002', retryable: true });
    const events = await auditSince(since, ({ target }) => target === 'order_book');
    expect(events.map(({ phase }) => phase)).toEqual(['intent']);
    expect(await order(book)).toMatchObject({
      result: { structuredContent: { orders: 1 }, _meta: { 'manifold/replayed': true } },
    });
    expect(await seen(book)).toMatchObject({ orders: 1 });
  });

  it('does not hide the answer of a write whose result cannot be stored, and a retry looks it up', async () => {
    const book = randomUUID();
    const fault = { ...ofTable('state'), operation: 'UpdateItem', answer: 'hang up' as const };
    const { result } = await during(fault, () => send('order_findable_book', { book }));
    expect(result).toMatchObject({ result: { structuredContent: { orders: 1 } } });
    let again = await send('order_findable_book', { book });
    while (errorOf(again)?.code === 'E3006') again = await send('order_findable_book', { book });
    expect(again).toMatchObject({ result: { structuredContent: { orders: 1 }, _meta: { 'manifold/replayed': true } } });
    expect(await seen(book)).toMatchObject({ orders: 1 });
  });

  it('changes no answer if cache and breaker do not respond', async () => {
    const [record, book] = [randomUUID(), randomUUID()];
    const find = () => callTool('find_record', { record });
    await warmUp(20);
    await find();
    expect(await find()).toMatchObject({ structuredContent: { count: 1 }, _meta: { 'manifold/cached': true } });
    const { struck } = await during({ ...ofTable('state'), answer: 'hang up' }, async () => {
      expect(await find()).toMatchObject({ structuredContent: { count: 2 }, _meta: { 'manifold/cached': false } });
      const many = await Promise.all(Array.from({ length: 20 }, () => callTool('get_quote', { book })));
      for (const one of many) expect(one).toMatchObject({ structuredContent: { price: expect.any(Number) } });
    });
    expect(struck).toBeGreaterThan(0);
    expect(await find()).toMatchObject({ structuredContent: { count: 1 }, _meta: { 'manifold/cached': true } });
  });
});

it('a cache that is throttled under many calls fails none of them', async () => {
  const record = randomUUID();
  await warmUp(30);
  const fault = { ...ofTable('state'), contains: [...ofTable('state').contains, '#cache#'], answer: THROTTLED };
  const { result, struck } = await during(fault, () =>
    Promise.all(Array.from({ length: 30 }, () => callTool('find_record', { record }))),
  );
  for (const one of result) expect(one).toMatchObject({ structuredContent: { count: expect.any(Number) } });
  expect(struck).toBeGreaterThan(0);
  expect(await control(`/counts/${record}`)).toEqual({ count: 30 });
});
