import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newKey } from './support/control.ts';
import { callTool, type RequestOptions } from './support/endpoint.ts';

const count = (counter: string, idempotencyKey: string, options: RequestOptions = {}) =>
  callTool('count_calls', { counter }, { ...options, meta: { 'manifold/idempotencyKey': idempotencyKey } });

describe('a write with an idempotency key', () => {
  it('is executed once, and a retry gets the first result', async () => {
    const [counter, key] = [randomUUID(), randomUUID()];
    const first = await count(counter, key);
    const second = await count(counter, key);
    expect(first).toMatchObject({ structuredContent: { count: 1 } });
    expect(first._meta).not.toHaveProperty('manifold/replayed');
    expect(second).toMatchObject({ structuredContent: { count: 1 }, _meta: { 'manifold/replayed': true } });
    expect(await count(counter, randomUUID())).toMatchObject({ structuredContent: { count: 2 } });
  });

  it('accepts the key from the header as well', async () => {
    const [counter, key] = [randomUUID(), randomUUID()];
    const options = { headers: { 'idempotency-key': key } };
    await callTool('count_calls', { counter }, options);
    expect(await callTool('count_calls', { counter }, options)).toMatchObject({
      structuredContent: { count: 1 },
      _meta: { 'manifold/replayed': true },
    });
  });

  it('is refused as a conflict if the arguments differ', async () => {
    const key = randomUUID();
    await count(randomUUID(), key);
    expect(await count(randomUUID(), key)).toMatchObject({
      isError: true,
      _meta: { 'manifold/error': { code: 'E2007', retryable: false } },
    });
  });

  it('is executed once if many calls arrive at the same time', async () => {
    const [counter, key] = [randomUUID(), randomUUID()];
    const results = await Promise.all(Array.from({ length: 6 }, () => count(counter, key)));
    for (const result of results) {
      if (result.isError) expect(result._meta['manifold/error']).toMatchObject({ code: 'E3006', retryable: true });
      else expect(result.structuredContent).toEqual({ count: 1 });
    }
    expect(await count(counter, randomUUID())).toMatchObject({ structuredContent: { count: 2 } });
  });

  it('does not share its key with another principal', async () => {
    const [counter, key] = [randomUUID(), randomUUID()];
    await count(counter, key);
    const other = await newKey({ id: 'test:other', tenant: 'other' });
    const result = await count(counter, key, { key: other });
    expect(result).toMatchObject({ structuredContent: { count: 2 } });
  });

  it('is executed each time if the key is left out', async () => {
    const counter = randomUUID();
    await callTool('count_calls', { counter });
    expect(await callTool('count_calls', { counter })).toMatchObject({ structuredContent: { count: 2 } });
  });
});
