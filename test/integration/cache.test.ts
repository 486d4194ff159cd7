import { randomUUID } from 'node:crypto';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from '@jest/globals';
import { bumpGeneration } from '../../functions/platform/cache/generations.ts';
import type { CacheScope } from '../../functions/platform/cache/response-cache.ts';
import { usageOn } from '../../functions/platform/limits/usage-report.ts';
import { endpoints } from '../cloud/endpoints.ts';
import { operatorTables } from '../cloud/registry.ts';
import { control, logs, newGate, newKey } from './support/control.ts';
import { callTool, type RequestOptions } from './support/endpoint.ts';
import { startInstances } from './support/start-instances.ts';

const client = operatorTables(endpoints());
afterAll(() => client.destroy());

const find = (record: string, options: RequestOptions = {}) => callTool('find_record', { record }, options);
const invalidate = (scope: CacheScope) => bumpGeneration({ client, table: endpoints().tables.state ?? '' }, scope);

/** Least number of front's instances that wait for one answer at the same time. */
const INSTANCES = 8;

/** Calls of a principal today that the limits let through; they are counted before the cache is asked. */
async function callsOf(principal: string): Promise<number> {
  const usage = { client, table: endpoints().tables.usage ?? '' };
  const rows = await usageOn(usage, { day: new Date().toISOString().slice(0, 10), tenant: 'dev' });
  return rows.filter((row) => row.principal === principal).reduce((sum, { calls }) => sum + calls, 0);
}

async function itemsOf(name: string): Promise<Record<string, unknown>[]> {
  const items = [];
  for await (const page of paginateScan({ client }, { TableName: endpoints().tables[name] })) {
    items.push(...(page.Items ?? []));
  }
  return items;
}

describe('a cached response', () => {
  it('is served to the next call, with its age', async () => {
    const record = randomUUID();
    const first = await find(record);
    expect(first).toMatchObject({ structuredContent: { count: 1 }, _meta: { 'manifold/cached': false } });
    expect(first._meta).not.toHaveProperty('manifold/ageSeconds');
    const second = await find(record);
    expect(second).toMatchObject({
      structuredContent: { count: 1 },
      content: first.content,
      _meta: { 'manifold/cached': true, 'manifold/ageSeconds': expect.any(Number) },
    });
  });

  it('is not served to another principal', async () => {
    const record = randomUUID();
    await find(record);
    const key = await newKey({ id: 'test:cache-other' });
    expect(await find(record, { key })).toMatchObject({ structuredContent: { count: 2 } });
  });

  it('is bypassed if the caller asks for that', async () => {
    const record = randomUUID();
    await find(record);
    const fresh = await find(record, { meta: { 'manifold/cache': 'bypass' } });
    expect(fresh).toMatchObject({ structuredContent: { count: 2 }, _meta: { 'manifold/cached': false } });
  });

  it.each<CacheScope>([
    { kind: 'tool', tool: 'find_record' },
    { kind: 'principal', tenant: 'dev', principal: 'local:developer' },
    { kind: 'event', event: 'record_update' },
  ])('is void after an invalidation by %j', async (scope) => {
    const record = randomUUID();
    await find(record);
    await invalidate(scope);
    expect(await find(record)).toMatchObject({ structuredContent: { count: 2 } });
  });

  it('is fetched once for a hundred calls at the same time on many instances', async () => {
    const [record, gate] = [randomUUID(), newGate()];
    const principal = `test:crowd-${record}`;
    const key = await newKey({ id: principal });
    const crowd = (args: Record<string, unknown>, of?: string) =>
      Array.from({ length: 100 }, () => callTool('find_record', args, { key: of }));
    await startInstances(100);
    const asking = crowd({ record, gate: gate.name }, key);
    await gate.arrived();
    // An instance serves one call at a time, so the calls that were let in before the first answer show the number of instances.
    while ((await callsOf(principal)) < INSTANCES) await new Promise(setImmediate);
    await gate.open();
    const results = await Promise.all(asking);
    const counts = new Set(results.map(({ structuredContent }) => structuredContent.count));
    const ids = results.map(({ _meta }) => _meta['manifold/correlationId']);
    const faults = (await logs('function'))
      .map(({ text }) => text)
      .filter((text) => text.includes('the response cache failed') && ids.some((id) => text.includes(id)));
    expect({ counts: [...counts], faults }).toEqual({ counts: [1], faults: [] });
    expect(results.filter(({ _meta }) => !_meta['manifold/cached'])).toHaveLength(1);
    // The control server counted this one question, and the one that asks for the count.
    expect(await control(`/counters/${record}`)).toEqual({ count: 2 });
    expect(await callsOf(principal)).toBe(100);
  });

  it('leaves intent and outcome in the audit trail, with its source', async () => {
    const record = randomUUID();
    await find(record);
    const result = await find(record);
    const events = (await itemsOf('audit')).filter(
      ({ correlationId }) => correlationId === result._meta['manifold/correlationId'],
    );
    expect(events.sort((a, b) => (String(a.phase) < String(b.phase) ? -1 : 1))).toMatchObject([
      { phase: 'intent', target: 'find_record' },
      { phase: 'outcome', outcome: 'ok', cached: true },
    ]);
  });

  it('has a key that reveals nothing about the arguments', async () => {
    const record = `canary-${randomUUID()}`;
    await find(record);
    const items = (await itemsOf('state')).filter(({ sk }) => sk === 'answer');
    expect(items.length).toBeGreaterThan(0);
    expect(JSON.stringify(items)).not.toContain(record);
  });

  it('is counted as a hit or as a miss', async () => {
    const record = randomUUID();
    await find(record);
    await find(record);
    const counted = (await logs('function')).map(({ text }) => text);
    for (const metric of ['CacheHit', 'CacheMiss']) {
      expect(counted).toContainEqual(expect.stringContaining(`"${metric}":1`));
    }
  });
});

describe('a cached response of a paid tool', () => {
  it('is served again without a confirmation, because nothing is charged', async () => {
    const record = randomUUID();
    const buy = (more: Record<string, unknown> = {}) => callTool('buy_record', { record, ...more });
    const refusal = (await buy())._meta['manifold/error'];
    expect(refusal).toMatchObject({ code: 'E3007' });
    const bought = await buy({ confirmation_token: refusal.details.confirmationToken });
    expect(bought).toMatchObject({ structuredContent: { count: 1 }, _meta: { 'manifold/cached': false } });
    expect(await buy()).toMatchObject({ structuredContent: { count: 1 }, _meta: { 'manifold/cached': true } });
  });
});
