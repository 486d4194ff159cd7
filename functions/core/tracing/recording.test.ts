import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ManifoldError } from '../errors/manifold-error.ts';
import { count } from '../logging/metrics.ts';
import { inSpan } from './in-span.ts';
import { outgoingTrace } from './outgoing-trace.ts';
import { Recording } from './recording.ts';
import { traceContextIn } from './trace-context.ts';

let written: string[];
beforeEach(() => {
  written = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

const start = (traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01') =>
  new Recording({ name: 'work', correlationId: 'c-1', parent: traceContextIn({ traceparent }) });
const lines = () => written.map((text) => JSON.parse(text));

describe('a recording', () => {
  it('is one line with all metrics and spans', async () => {
    const recording = start();
    await recording.run(async () => {
      count('CacheMiss');
      count('CacheMiss');
      count('ProviderLatencyMs', 3);
      count('ProviderLatencyMs', 5);
      await inSpan('outer', () =>
        inSpan('inner', async (span) => {
          Object.assign(span?.facts ?? {}, { status: 200 });
        }),
      );
    });
    recording.end();
    recording.end();
    expect(lines()).toEqual([
      expect.objectContaining({
        Calls: 1,
        CacheMiss: 2,
        ProviderLatencyMs: [3, 5],
        LatencyMs: expect.any(Number),
        correlation_id: 'c-1',
        trace_id: '0af7651916cd43dd8448eb211c80319c',
      }),
    ]);
    const [root, inner, outer] = lines()[0].spans;
    expect(root).toMatchObject({ name: 'work', parent: 'b7ad6b7169203331', outcome: 'ok' });
    expect(inner).toMatchObject({ name: 'inner', parent: outer.id, facts: { status: 200 } });
    expect(outer).toMatchObject({ name: 'outer', parent: root.id });
  });

  it('names every metric with its unit, and splits the ones that have a further dimension', () => {
    const recording = start();
    recording.describe({ family: 'kyc', tool: 'verify_pan' });
    recording.failed('E4001');
    recording.failed('E5001');
    recording.end();
    const [line] = lines();
    expect(line).toMatchObject({ code: 'E4001', Errors: 1, Faults: 1, family: 'kyc', tool: 'verify_pan' });
    const [plain, byFamily, byCode] = line._aws.CloudWatchMetrics;
    expect(plain).toMatchObject({ Namespace: 'Manifold', Dimensions: [['stage', 'service']] });
    expect(plain.Metrics).toContainEqual({ Name: 'LatencyMs', Unit: 'Milliseconds' });
    expect(byFamily.Dimensions).toEqual([['stage', 'service', 'family']]);
    expect(byCode).toMatchObject({
      Dimensions: [['stage', 'service', 'code']],
      Metrics: [{ Name: 'Errors', Unit: 'Count' }],
    });
    expect(plain.Metrics.every(({ Name }: { Name: string }) => Name in line)).toBe(true);
  });

  it('counts what is the fault of the caller as an error and no fault', () => {
    const recording = start();
    recording.failed('E2003');
    recording.end();
    expect(lines()[0]).toMatchObject({ Errors: 1 });
    expect(lines()[0]).not.toHaveProperty('Faults');
  });

  it('keeps no spans if the caller’s trace is not sampled', async () => {
    const recording = start('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00');
    await recording.run(() => inSpan('inner', async () => 1));
    recording.end();
    expect(lines()[0]).not.toHaveProperty('spans');
  });

  it('passes the running span on, and no baggage', async () => {
    const recording = start();
    const handed = await recording.run(() => inSpan('inner', async () => outgoingTrace({ traceparent: 'old' })));
    recording.end();
    expect(handed).toEqual({ traceparent: `00-0af7651916cd43dd8448eb211c80319c-${lines()[0].spans[1].id}-01` });
    expect(outgoingTrace({ traceparent: 'old' })).toEqual({ traceparent: 'old' });
  });

  it('shows how a span failed, without its message', async () => {
    const recording = start();
    const failing = (error: Error) => recording.run(() => inSpan('inner', () => Promise.reject(error))).catch(() => 0);
    await failing(new TypeError('canary'));
    await failing(new ManifoldError('E4002', 'canary'));
    recording.end();
    expect(lines()[0].spans.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['ok', 'TypeError', 'E4002']);
    expect(written.join()).not.toContain('canary');
  });

  it('never fails the call, even if its line cannot be written', () => {
    jest.spyOn(process.stdout, 'write').mockImplementation(() => {
      throw new Error('closed');
    });
    expect(() => start().end()).not.toThrow();
    expect(() => count('CacheHit')).not.toThrow();
  });

  it('limits the number of spans of a call', async () => {
    const recording = start();
    for (let at = 0; at < 150; at += 1) await recording.run(() => inSpan('again', async () => at));
    recording.end();
    expect(lines()[0].spans).toHaveLength(101);
  });
});

describe('outside of a call', () => {
  it('a counted metric is written as a line of its own', () => {
    count('PolicyFault');
    expect(lines()).toEqual([expect.objectContaining({ PolicyFault: 1 })]);
  });

  it('work in a span runs without a recording', async () => {
    expect(await inSpan('inner', async (span) => span)).toBeUndefined();
  });
});
