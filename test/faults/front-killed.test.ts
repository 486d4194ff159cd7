import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { endpoints } from '../cloud/endpoints.ts';
import { callTool, modern } from '../integration/support/endpoint.ts';
import { auditSince } from './support/audit.ts';
import { during, seen } from './support/faults.ts';

const errorOf = (result: Awaited<ReturnType<typeof callTool>>) => result._meta['manifold/error'];
const requestOptions = () => ({ id: randomUUID(), meta: { 'manifold/timeoutMs': 4_000 } });

/** Sends the call, and kills front after the provider has answered and before the outcome is written. */
async function brokenOff(tool: string, book: string) {
  // The function is started first, because a start would use up the time of the call.
  await callTool('get_quote', { book: randomUUID() });
  const { result, struck } = await during(
    {
      service: 'dynamodb',
      operation: 'PutItem',
      contains: [endpoints().tables.audit ?? '', '"outcome"', tool],
      answer: 'hang up',
      kills: 'front',
    },
    async () => {
      const response = await modern('tools/call', { name: tool, arguments: { book } }, requestOptions());
      return response.status;
    },
  );
  expect(struck).toBeGreaterThan(0);
  return result;
}

async function afterwards(tool: string, book: string) {
  let result = await callTool(tool, { book }, requestOptions());
  while (errorOf(result)?.code === 'E3006') result = await callTool(tool, { book }, requestOptions());
  return result;
}

describe('front that is killed between the answer of the provider and the audit', () => {
  it.each([
    ['order_findable_book', { structuredContent: { orders: 1 }, _meta: { 'manifold/replayed': true } }],
    ['order_book', { _meta: { 'manifold/error': { code: 'E3008', details: { checkWith: 'the bookshop' } } } }],
  ])('ends the call, and a retry of %s under a new request id does not execute it again', async (tool, again) => {
    const [book, since] = [randomUUID(), Date.now()];
    expect(await brokenOff(tool, book)).toBeGreaterThanOrEqual(500);
    expect(await seen(book)).toMatchObject({ orders: 1 });

    const trail = await auditSince(since, ({ target }) => target === tool);
    expect(trail.map(({ phase }) => phase)).toEqual(['intent']);

    expect(await afterwards(tool, book)).toMatchObject(again);
    expect(await seen(book)).toMatchObject({ orders: 1 });
  });

  it('leaves a read that can be retried', async () => {
    const book = randomUUID();
    expect(await brokenOff('get_quote', book)).toBeGreaterThanOrEqual(500);
    expect(await callTool('get_quote', { book }, requestOptions())).toMatchObject({
      structuredContent: { requests: 2 },
    });
  });
});
