import { randomUUID } from 'node:crypto';
import { paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from '@jest/globals';
import { endpoints } from '../cloud/endpoints.ts';
import { operatorTables } from '../cloud/registry.ts';
import { control } from './support/control.ts';
import { callTool } from './support/endpoint.ts';

const client = operatorTables(endpoints());
afterAll(() => client.destroy());

const find = (record: string, more: Record<string, unknown> = {}) =>
  callTool('find_changing_record', { record, ...more });

async function itemsOf(name: string): Promise<Record<string, unknown>[]> {
  const items = [];
  for await (const page of paginateScan({ client }, { TableName: endpoints().tables[name] })) {
    items.push(...(page.Items ?? []));
  }
  return items;
}

const answers = async () => (await itemsOf('state')).filter(({ sealed }) => sealed !== undefined);

/** Caches the record's response, and ends its freshness. The response is encrypted, so it is recognised by being new. */
async function findAndAge(record: string): Promise<void> {
  const before = new Set((await answers()).map(({ pk }) => pk));
  await find(record);
  const kept = (await answers()).filter(({ pk }) => !before.has(pk));
  expect(kept).toHaveLength(1);
  await client.send(
    new UpdateCommand({
      TableName: endpoints().tables.state,
      Key: { pk: kept[0]?.pk, sk: kept[0]?.sk },
      UpdateExpression: 'SET freshUntil = :past',
      ExpressionAttributeValues: { ':past': Date.now() - 1 },
    }),
  );
}

/** How often the family was asked for the record. */
async function askedFor(record: string): Promise<number> {
  const { count } = (await control(`/counters/${record}`)) as { count: number };
  return count - 1;
}

describe('a cached response that is stale', () => {
  it('is served to all callers at once while one refresh runs in the background', async () => {
    const record = randomUUID();
    await findAndAge(record);
    const stale = await Promise.all(Array.from({ length: 12 }, () => find(record)));
    for (const result of stale) {
      const { count } = result.structuredContent;
      expect(result._meta).toMatchObject({ 'manifold/cached': true, 'manifold/ageSeconds': expect.any(Number) });
      expect(result._meta['manifold/stale']).toBe(count === 1 ? true : undefined);
    }
    expect(stale.some(({ structuredContent }) => structuredContent.count === 1)).toBe(true);
    // Until the new response is there, callers get the old one and start no further refresh.
    let latest = stale[0];
    while (latest.structuredContent.count === 1) latest = await find(record);
    expect(latest).toMatchObject({ structuredContent: { count: 2 }, _meta: { 'manifold/cached': true } });
    expect(latest._meta).not.toHaveProperty('manifold/stale');
    expect(await askedFor(record)).toBe(2);
  });

  it('records intent and outcome of its refresh in the audit trail for the caller who caused it', async () => {
    const record = randomUUID();
    await findAndAge(record);
    const stale = await find(record);
    let latest = stale;
    while (latest.structuredContent.count === 1) latest = await find(record);
    const events = (await itemsOf('audit')).filter(
      ({ correlationId }) => correlationId === stale._meta['manifold/correlationId'],
    );
    const calls = new Map(Map.groupBy(events, ({ callId }) => callId));
    expect(calls.size).toBe(2);
    const outcomes = events.filter(({ phase }) => phase === 'outcome');
    expect(outcomes.map(({ cached }) => cached === true).sort()).toEqual([false, true]);
    expect(new Set(events.map(({ principal }) => principal)).size).toBe(1);
    expect(events).toHaveLength(4);
  });
});

describe('a cached answer that a record does not exist', () => {
  it('is kept for its own time and is served as a failure of the call', async () => {
    const record = randomUUID();
    const first = await find(record, { missing: true });
    expect(first).toMatchObject({ isError: true, _meta: { 'manifold/error': { code: 'E4007' } } });
    const second = await find(record, { missing: true });
    expect(second).toMatchObject({
      isError: true,
      _meta: {
        'manifold/error': { code: 'E4007' },
        'manifold/cached': true,
        'manifold/ageSeconds': expect.any(Number),
      },
    });
    expect(second._meta['manifold/error'].correlationId).toBe(second._meta['manifold/correlationId']);
    expect(second._meta['manifold/correlationId']).not.toBe(first._meta['manifold/correlationId']);
    expect(await askedFor(record)).toBe(1);
  });
});
