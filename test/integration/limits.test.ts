import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { usageOn } from '../../functions/platform/limits/usage-report.ts';
import { endpoints } from '../cloud/endpoints.ts';
import { operatorTables } from '../cloud/registry.ts';
import { control, newKey } from './support/control.ts';
import { answerOf, callTool, legacy, modern, post, type RequestOptions } from './support/endpoint.ts';
import { startInstances } from './support/start-instances.ts';

const client = operatorTables(endpoints());
afterAll(() => client.destroy());

const MOST = 100_000;
const open = { perMinute: MOST, perHour: MOST, burst: MOST };
/** Makes a plan for one tenant. Unit tests cover the limits per minute, with a clock that they set. */
async function planned(limits: object) {
  const id = randomUUID();
  const plan = { name: `p-${id.slice(0, 8)}`, title: 'Test', requestsPerMinute: MOST, callsPerMinute: MOST };
  const change = (next: object) => control('/plans', { ...plan, tools: { '*': open }, ...next });
  await change(limits);
  await control('/plan-assignments', { tenant: id, plan: plan.name });
  return { tenant: id, change };
}
const keyFor = (tenant: string, id = 'test:limited') => newKey({ tenant, id });
const call = (key: string, options: RequestOptions = {}) =>
  callTool('count_calls', { counter: randomUUID() }, { ...options, key });

describe('rate limits', () => {
  it('let exactly the allowed number of simultaneous calls through, and count those', async () => {
    const { tenant } = await planned({ callsPerDay: 7 });
    const keys = await Promise.all([keyFor(tenant), keyFor(tenant)]);
    const counter = randomUUID();
    await startInstances(40);
    const sent = Array.from({ length: 40 }, (_, index) =>
      callTool('count_calls', { counter }, { key: keys[index % 2] }),
    );
    const results = await Promise.all(sent);
    expect(results.filter(({ isError }) => !isError)).toHaveLength(7);
    expect(await callTool('count_calls', { counter }, {})).toMatchObject({ structuredContent: { count: 8 } });
  });

  it('are part of every answer, and a refusal says when the limit ends', async () => {
    const { tenant } = await planned({ callsPerDay: 2 });
    const key = await keyFor(tenant);
    const midnight = expect.stringMatching(/T00:00:00\.000Z$/);
    const budget = { name: 'callsPerDay', limit: 2, resetAt: midnight };
    expect((await call(key))._meta['manifold/rateLimit']).toEqual({ ...budget, remaining: 1 });
    await call(key);
    const refused = await call(key);
    expect(refused).toMatchObject({
      isError: true,
      _meta: {
        'manifold/rateLimit': { ...budget, remaining: 0 },
        'manifold/error': {
          code: 'E3009',
          retryable: true,
          details: { limitName: 'callsPerDay', limit: 2, remaining: 0, resetAt: midnight },
        },
      },
    });
    expect(refused._meta['manifold/error'].details.retryAfter).toBeGreaterThan(0);
  });

  it('are checked before arguments', async () => {
    const { tenant } = await planned({ callsPerMinute: 0 });
    const refused = await callTool('count_calls', { wrong: true }, { key: await keyFor(tenant) });
    expect(refused._meta['manifold/error']).toMatchObject({ code: 'E3009' });
  });

  it('of 0 block every call without a time to retry, and a change holds on the next request', async () => {
    const { tenant, change } = await planned({ tools: { '*': open, count_calls: { perMinute: 0 } } });
    const key = await keyFor(tenant);
    const { retryable, details } = (await call(key))._meta['manifold/error'];
    expect({ retryable, details }).toMatchObject({ retryable: false, details: { limitName: 'count_calls.perMinute' } });
    expect(details).not.toHaveProperty('retryAfter');
    await change({});
    expect(await call(key)).toMatchObject({ structuredContent: { count: 1 } });
  });

  it.each([
    ['modern', modern],
    ['legacy', legacy],
  ] as const)('on requests refuse a whole %s request', async (_, send) => {
    const { tenant } = await planned({ requestsPerMinute: 0 });
    const key = await keyFor(tenant);
    const params = { name: 'count_calls', arguments: { counter: randomUUID() } };
    for (const sent of [send('tools/list', {}, { key }), send('tools/call', params, { key })]) {
      const response = await sent;
      expect(response.status).toBe(429);
      expect(await response.json()).toMatchObject({ id: 1, error: { data: { code: 'E3009' } } });
    }
  });

  it('on requests name the time to retry in a header', async () => {
    const { tenant } = await planned({ requestsPerMinute: 1 });
    const key = await keyFor(tenant);
    const statuses = new Map<number, Response>();
    // At least two of three requests are in the same minute of the clock.
    for (let sent = 0; sent < 3; sent += 1) {
      const response = await modern('tools/list', {}, { key });
      statuses.set(response.status, response);
    }
    expect([...statuses.keys()].sort()).toEqual([200, 429]);
    expect(Number(statuses.get(429)?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('of one principal do not affect other principals', async () => {
    const { tenant } = await planned({ callsPerDay: 1 });
    await call(await keyFor(tenant));
    expect((await call(await keyFor(tenant))).isError).toBe(true);
    expect((await call(await keyFor(tenant, 'test:other'))).isError).toBeFalsy();
  });

  it('count each call of a JSON-RPC batch of revision 2025-03-26', async () => {
    const { tenant } = await planned({ callsPerDay: 1 });
    const params = { name: 'count_calls', arguments: { counter: randomUUID() } };
    const batch = [1, 2, 3].map((id) => ({ jsonrpc: '2.0', id, method: 'tools/call', params }));
    const headers = { 'mcp-protocol-version': '2025-03-26' };
    const answer = await (await post(JSON.stringify(batch), { key: await keyFor(tenant), headers })).text();
    expect(answer.match(/"structuredContent":\{"count":/g)).toHaveLength(1);
    expect(answer.match(/"manifold\/error":\{"code":"E3009"/g)).toHaveLength(2);
  });
});

describe('a call that a person confirms', () => {
  it('counts once against limits and usage, and a refused one is counted apart', async () => {
    const { tenant } = await planned({ callsPerDay: 2 });
    const key = await newKey({ tenant, id: 'test:limited', roles: ['developer'] });
    const erase = (more: object = {}) => callTool('erase_counter', { counter: 'one', ...more }, { key });
    await erase();
    const { details } = (await erase())._meta['manifold/error'];
    expect(await callTool('confirm_call', { token: details.confirmationToken }, { key })).not.toHaveProperty('isError');
    expect(await erase({ counter: ['not', 'text'] })).toMatchObject({ isError: true });
    expect((await erase())._meta['manifold/error'].code).toBe('E3009');
    const usage = { client, table: endpoints().tables.usage ?? '' };
    expect(await usageOn(usage, { day: new Date().toISOString().slice(0, 10), tenant })).toMatchObject([
      { tool: 'erase_counter', calls: 1, refused: 1 },
    ]);
  });
});

it('public requests are limited and answered without a credential', async () => {
  const answer = await answerOf(
    modern('tools/call', { name: 'health_check', arguments: {} }, { path: '/mcp/public', key: null }),
  );
  expect(answer.result._meta['manifold/rateLimit']).toMatchObject({ limit: expect.any(Number) });
});
