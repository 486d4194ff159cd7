import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { control, logs, newKey } from './support/control.ts';
import { answerOf, callTool, legacy, modern, type RequestOptions } from './support/endpoint.ts';

interface SpanLine {
  name: string;
  id: string;
  parent?: string;
  start: number;
  ms: number;
  outcome: string;
}
interface CallLine {
  service: string;
  trace_id: string;
  correlation_id: string;
  spans?: SpanLine[];
  [metric: string]: unknown;
}

async function callLines(): Promise<CallLine[]> {
  const lines = (await logs('function')).map(({ text }) => text).filter((text) => text.startsWith('{"_aws"'));
  return lines.map((text) => JSON.parse(text) as CallLine);
}

const linesOf = async (correlationId: string) =>
  (await callLines()).filter((line) => line.correlation_id === correlationId);

const newTrace = (flags = '01') => {
  const traceId = randomBytes(16).toString('hex');
  return { traceId, traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-${flags}` };
};

const find = (record: string, options: RequestOptions = {}) => callTool('find_record', { record }, options);
const correlationOf = (result: { _meta: Record<string, string> }) => result._meta['manifold/correlationId'] ?? '';

function spanOf(lines: CallLine[], service: string, name: string): SpanLine {
  const line = lines.find((candidate) => candidate.service === service);
  const span = line?.spans?.find((candidate) => candidate.name === name);
  if (!span) throw new Error(`${service} has no span ${name}: ${JSON.stringify(lines)}`);
  return span;
}

describe('the trace of a call', () => {
  it('reaches from the caller to the provider, with each span below the span that caused it', async () => {
    const [record, trace] = [randomUUID(), newTrace()];
    const result = await find(record, { meta: { traceparent: trace.traceparent, tracestate: 'vendor=1' } });
    const lines = (await linesOf(correlationOf(result))).filter(({ trace_id }) => trace_id === trace.traceId);
    const root = spanOf(lines, 'front', 'tools/call');
    const invoke = spanOf(lines, 'front', 'invoke harness');
    const family = spanOf(lines, 'family-harness', 'tool');
    const provider = lines.flatMap(({ spans = [] }) => spans).find(({ name }) => name.startsWith('POST 127.0.0.1:'));
    expect(root.parent).toBe(trace.traceparent.slice(36, 52));
    expect(invoke.parent).toBe(root.id);
    expect(family.parent).toBe(invoke.id);
    expect(provider?.parent).toBe(family.id);
    expect(await control(`/traces/counters/${record}`)).toEqual({
      traceparent: `00-${trace.traceId}-${provider?.id}-01`,
      tracestate: 'vendor=1',
    });
  });

  it('begins at the platform if the caller sends no trace', async () => {
    const record = randomUUID();
    const result = await find(record);
    const seen = (await control(`/traces/counters/${record}`)) as { traceparent: string };
    const traceIds = (await linesOf(correlationOf(result))).map(({ trace_id }) => trace_id);
    expect(traceIds).toContain(seen.traceparent.slice(3, 35));
  });

  it('continues the trace of the HTTP request if the message names no trace', async () => {
    const [record, { traceId, traceparent }] = [randomUUID(), newTrace()];
    await find(record, { headers: { traceparent } });
    const seen = (await control(`/traces/counters/${record}`)) as { traceparent: string };
    expect(seen.traceparent).toContain(traceId);
  });

  it.each(['00-00000000000000000000000000000000-b7ad6b7169203331-01', 'canary', 7])(
    'begins anew if the caller sends the invalid trace %j',
    async (traceparent) => {
      const record = randomUUID();
      await find(record, { meta: { traceparent } });
      expect(await control(`/traces/counters/${record}`)).toEqual({
        traceparent: expect.stringMatching(/^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/),
      });
    },
  );

  it('keeps no spans if the caller asks for none, and passes that on to the provider', async () => {
    const [record, { traceparent }] = [randomUUID(), newTrace('00')];
    const result = await find(record, { meta: { traceparent } });
    const lines = await linesOf(correlationOf(result));
    expect(lines.filter(({ service }) => service !== 'authorizer').map(({ spans }) => spans)).toEqual([
      undefined,
      undefined,
    ]);
    expect(await control(`/traces/counters/${record}`)).toEqual({ traceparent: expect.stringMatching(/-00$/) });
  });

  it('is counted once for each function, with latency, and is found by its ids', async () => {
    const result = await find(randomUUID());
    const lines = await linesOf(correlationOf(result));
    expect(lines.filter(({ service }) => service === 'front')).toEqual([
      expect.objectContaining({
        Calls: 1,
        LatencyMs: expect.any(Number),
        CacheMiss: 1,
        family: 'harness',
        tool: 'find_record',
        tenant_hash: expect.stringMatching(/^[0-9a-f]{16}$/),
      }),
    ]);
    expect(lines.filter(({ service }) => service === 'family-harness')).toEqual([
      expect.objectContaining({ Calls: 1, ProviderCalls: 1, ProviderLatencyMs: expect.any(Number) }),
    ]);
  });

  it('is recorded to its end if the answer is a stream', async () => {
    const response = await legacy('tools/call', { name: 'find_record', arguments: { record: randomUUID() } });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const { result } = await answerOf(Promise.resolve(response));
    const lines = await linesOf(correlationOf(result));
    expect(lines.filter(({ service }) => service === 'front')).toEqual([
      expect.objectContaining({ tool: 'find_record', LatencyMs: expect.any(Number) }),
    ]);
    expect(spanOf(lines, 'front', 'invoke harness').outcome).toBe('ok');
  });

  it('shows which guard refused the call, and the error code', async () => {
    const result = await callTool('find_record', { record: '' });
    const [front] = (await linesOf(correlationOf(result))).filter(({ service }) => service === 'front');
    expect(front).toMatchObject({
      Errors: 1,
      Refusals: 1,
      guard: 'inputValidation',
      code: expect.stringMatching(/^E2/),
    });
    expect(front).not.toHaveProperty('Faults');
  });

  it('is recorded in every revision, and leaves the name of an unknown method out', async () => {
    const method = `canary/${randomUUID()}`;
    await (await modern(method)).text();
    await (await legacy('tools/list')).text();
    const names = (await callLines()).map(({ spans }) => spans?.[0]?.name);
    expect(names).toEqual(expect.arrayContaining(['unknown method', 'tools/list']));
    expect(JSON.stringify(await callLines())).not.toContain(method);
  });
});

describe('metrics and spans', () => {
  it('hold no value of an argument and no tenant', async () => {
    const [record, tenant] = [`canary-${randomUUID()}`, `tenant-${randomUUID()}`];
    const key = await newKey({ id: 'test:canary', tenant });
    const result = await find(record, { key });
    await callTool('save_note', { [record]: record, text: record }, { key });
    const lines = await callLines();
    expect(lines.map(({ correlation_id }) => correlation_id)).toContain(correlationOf(result));
    expect(JSON.stringify(lines)).not.toContain(record);
    expect(JSON.stringify(lines)).not.toContain(tenant);
  });

  it('count credentials that are refused', async () => {
    expect((await modern('tools/list', {}, { key: `mf_${randomUUID()}` })).status).toBe(401);
    expect((await callLines()).filter(({ service }) => service === 'authorizer')).toContainEqual(
      expect.objectContaining({ AuthenticationRefused: 1 }),
    );
  });
});
