import { randomUUID } from 'node:crypto';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { AuditEvent } from '../../schemas/audit-event.ts';
import { endpoints } from '../cloud/endpoints.ts';
import { operatorTables } from '../cloud/registry.ts';
import { newGate, newKey } from './support/control.ts';
import { answerOf, callTool, listTools, modern, type RequestOptions } from './support/endpoint.ts';
import { messagesOf } from './support/event-stream.ts';

type Item = { arguments?: Record<string, unknown>; idempotencyKey?: string };
const batch = (tool: string, calls: Item[], options: RequestOptions = {}) =>
  callTool('batch_call', { tool, calls }, options);
const counting = (counters: string[]) => counters.map((counter) => ({ arguments: { counter } }));
const errorsOf = ({ structuredContent }: Awaited<ReturnType<typeof batch>>) =>
  structuredContent.results.map(({ error }: { error?: { code: string } }) => error?.code);

async function auditEvents(tenant: string): Promise<AuditEvent[]> {
  const client = operatorTables(endpoints());
  const events = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: endpoints().tables.audit })) {
    for (const item of Items) if (item.tenant === tenant) events.push(AuditEvent.parse(item));
  }
  client.destroy();
  return events;
}

describe('a batch of calls', () => {
  it('gives all fifty answers in the order of the calls', async () => {
    const people = Array.from({ length: 50 }, (_, index) => 'x'.repeat(index + 1));
    const result = await batch(
      'save_note',
      people.map((person) => ({ arguments: { person, topic: 'support' } })),
    );
    expect(result.structuredContent).toMatchObject({ tool: 'save_note', succeeded: 50, failed: 0 });
    expect(result.structuredContent.results).toMatchObject(
      people.map((_person, index) => ({ index, status: 'ok', structuredContent: { characters: index + 1 } })),
    );
    expect(JSON.parse(result.content[0].text)).toEqual(result.structuredContent);
  });

  it('succeeds although one of its calls fails', async () => {
    const counters = [randomUUID(), randomUUID()];
    const result = await batch('count_calls', [
      { arguments: { counter: counters[0] } },
      { arguments: { conter: 'a' } },
      {},
      { arguments: { counter: counters[1] } },
    ]);
    expect(result.isError).toBeFalsy();
    expect(result.structuredContent).toMatchObject({ succeeded: 2, failed: 2 });
    expect(errorsOf(result)).toEqual([undefined, 'E2002', 'E2003', undefined]);
    expect(JSON.stringify([result.content, result.structuredContent])).not.toMatch(/"trace|manifold\/trace|\.ts:/);
    expect(Object.keys(result._meta['manifold/trace'])).toEqual(['1', '2']);
  });

  it('guards, charges and audits each call on its own', async () => {
    const tenant = `batch-${randomUUID()}`;
    const key = await newKey({ id: 'test:batch', tenant, roles: ['user'], scopes: ['kyc:read'] });
    const account = { ifsc: 'SBIN0021745', account_number: '900000000000', name: 'Test Person' };
    const payments = Array.from({ length: 3 }, () => ({ arguments: account }));
    const calls = [{}, {}, {}];
    expect(errorsOf(await batch('verify_bank_account_penny_drop', payments, { key }))).toEqual([
      'E1004',
      'E1004',
      'E1004',
    ]);
    const limited = await batch('tiny_01', calls, { key });
    const left = limited.structuredContent.results.map(
      ({ _meta }: { _meta: Record<string, { remaining: number }> }) => _meta['manifold/rateLimit']?.remaining,
    );
    expect(new Set(left).size).toBe(3);
    const events = await auditEvents(tenant);
    const outcomes = events.filter(({ phase }) => phase === 'outcome').map(({ target, outcome }) => [target, outcome]);
    expect(outcomes.toSorted()).toEqual([
      ...calls.map(() => ['tiny_01', 'ok']),
      ...calls.map(() => ['verify_bank_account_penny_drop', 'refused']),
    ]);
    expect(new Set(events.map(({ callId }) => callId)).size).toBe(6);
  });

  it('that is retried under its idempotency key executes each call once', async () => {
    const [counter, other] = [randomUUID(), randomUUID()];
    const options = { meta: { 'manifold/idempotencyKey': randomUUID() } };
    const calls = counting([counter, counter, other]);
    const first = await batch('count_calls', calls, options);
    const counts = first.structuredContent.results.map(
      ({ structuredContent }: { structuredContent: { count: number } }) => structuredContent.count,
    );
    expect(counts.toSorted()).toEqual([1, 1, 2]);
    const again = await batch('count_calls', calls, options);
    for (const [index, count] of counts.entries()) {
      expect(again.structuredContent.results[index]).toMatchObject({
        structuredContent: { count },
        _meta: { 'manifold/replayed': true },
      });
    }
    expect(errorsOf(await batch('count_calls', counting([other, counter, other]), options))).toEqual([
      'E2007',
      undefined,
      undefined,
    ]);
  });

  it('accepts an idempotency key for a single call', async () => {
    const idempotencyKey = randomUUID();
    const counter = randomUUID();
    await callTool('count_calls', { counter }, { meta: { 'manifold/idempotencyKey': idempotencyKey } });
    const result = await batch('count_calls', [{ arguments: { counter }, idempotencyKey }, { arguments: { counter } }]);
    const [known, new_] = result.structuredContent.results;
    expect(known).toMatchObject({ structuredContent: { count: 1 }, _meta: { 'manifold/replayed': true } });
    expect(new_).toMatchObject({ structuredContent: { count: 2 } });
  });

  it('refuses a call that needs a confirmation, and says to make it alone', async () => {
    const counter = randomUUID();
    const result = await batch('erase_counter', counting([counter]));
    const { error } = result.structuredContent.results[0];
    expect(error).toMatchObject({ code: 'E3007', details: { suggestion: expect.stringContaining('alone') } });
    const { confirmationToken } = error.details;
    expect(await callTool('erase_counter', { counter, confirmation_token: confirmationToken })).toMatchObject({
      structuredContent: { count: 1 },
    });
  });

  it('reports progress after each call', async () => {
    const params = {
      name: 'batch_call',
      arguments: { tool: 'tiny_01', calls: Array.from({ length: 12 }, () => ({})) },
    };
    const response = await modern('tools/call', params, { meta: { progressToken: 'token' } });
    const progress = [];
    for await (const { method, params: told } of messagesOf(response)) {
      if (method === 'notifications/progress') progress.push(told);
    }
    expect(progress).toMatchObject(
      Array.from({ length: 12 }, (_, index) => ({ progressToken: 'token', progress: index + 1, total: 12 })),
    );
  });

  it('ends when its time is over, and says of each call whether it was executed', async () => {
    const gate = newGate();
    const calls = Array.from({ length: 11 }, () => ({ arguments: { gate: gate.name, silent: true } }));
    const result = await batch('hold_until_opened', calls, { meta: { 'manifold/timeoutMs': 1_000 } });
    expect(new Set(errorsOf(result))).toEqual(new Set(['E3004']));
    expect(result.structuredContent.results[10].error.message).toContain('Nothing was done');
  });
});

describe('a batch that is refused as a whole', () => {
  it.each([
    ['no calls', { tool: 'tiny_01', calls: [] }, 'E2004', 'calls'],
    ['51 calls', { tool: 'tiny_01', calls: Array.from({ length: 51 }, () => ({})) }, 'E2004', 'calls'],
    ['a batch in it', { tool: 'batch_call', calls: [{}] }, 'E2004', 'tool'],
    ['an unknown field', { tool: 'tiny_01', calls: [{}], retries: 3 }, 'E2002', 'retries'],
    ['no tool', { calls: [{}] }, 'E2003', 'tool'],
  ])('has %s', async (_what, args, code, field) => {
    const result = await callTool('batch_call', args);
    expect(result).toMatchObject({ isError: true, _meta: { 'manifold/error': { code, details: { field } } } });
  });

  it('names a tool that does not exist', async () => {
    const params = { name: 'batch_call', arguments: { tool: 'count_cals', calls: [{}] } };
    const { error } = await answerOf(modern('tools/call', params));
    expect(error).toMatchObject({ code: -32602, message: expect.stringContaining('Did you mean "count_calls"?') });
  });
});

it('the batch tool is listed for callers who may call a tool, and on no public endpoint', async () => {
  const names = async (options: RequestOptions) => (await listTools(options)).map(({ name }) => name);
  expect(await names({ path: '/mcp/b/kyc' })).toContain('batch_call');
  const open = { path: '/mcp/public', key: null };
  expect(await names(open)).not.toContain('batch_call');
  const params = { name: 'batch_call', arguments: { tool: 'health_check', calls: [{}] } };
  expect(await answerOf(modern('tools/call', params, open))).toMatchObject({ error: { data: { code: 'E3001' } } });
});
