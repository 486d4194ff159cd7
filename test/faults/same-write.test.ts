import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { answerOf, modern } from '../integration/support/endpoint.ts';
import { seen, warmUp } from './support/faults.ts';

type Tool = 'order_book' | 'order_findable_book';

/** One client, which retries as long as the error says that the call may be retried, for example because it still runs. */
async function untilAnswered(tool: Tool, book: string, key: string | undefined) {
  for (;;) {
    const meta = { 'manifold/idempotencyKey': key };
    const call = { name: tool, arguments: { book } };
    const { result, error } = await answerOf(modern('tools/call', call, { id: randomUUID(), meta }));
    if (!(error?.data ?? result._meta['manifold/error'])?.retryable) return result;
  }
}

it.each<[string, Tool, () => string | undefined]>([
  ['under one key', 'order_book', randomUUID],
  ['without a key', 'order_book', () => undefined],
  ['without a key, by a tool that can look it up', 'order_findable_book', () => undefined],
])(
  'the same write that is sent fifty times at once %s is executed once and answered alike',
  async (_how, tool, newKey) => {
    const [book, key] = [randomUUID(), newKey()];
    await warmUp(30);
    const results = await Promise.all(Array.from({ length: 50 }, () => untilAnswered(tool, book, key)));
    for (const { isError, structuredContent } of results) {
      expect({ isError, structuredContent }).toEqual({ structuredContent: { orders: 1 } });
    }
    expect(results.filter(({ _meta }) => !_meta['manifold/replayed'])).toHaveLength(1);
    expect(await seen(book)).toMatchObject({ requests: 1, orders: 1 });
  },
);
