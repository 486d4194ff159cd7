import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { testCall } from '../../../test/support/test-call.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { defineTool, type ToolSpec } from './define-tool.ts';
import { lookUpCall, runTool } from './run-tool.ts';

const input = z.object({ payment: z.string().min(1) });
const output = z.object({ refund: z.string() });
const refund = (spec: Partial<ToolSpec<typeof input, typeof output>> = {}) =>
  defineTool({
    name: 'refund',
    version: '1.0.0',
    title: 'Refund',
    description: 'Refunds.',
    category: 'test',
    subcategory: 'test',
    examples: [],
    retry: { maxAttempts: 3, initialDelayMs: 1, maxDelayMs: 1, multiplier: 1 },
    input,
    output,
    execute: async () => ({ data: { refund: 'r-1' } }),
    ...spec,
  });

describe('the look-up of an earlier call', () => {
  it('answers with the state that the tool finds, and checks a found answer like a result', async () => {
    const found = refund({ lookUp: async () => ({ state: 'found', answer: { data: { refund: 'r-1' } } }) });
    expect(found.definition.canLookUp).toBe(true);
    expect(await lookUpCall(found, { payment: 'p-1' }, testCall())).toEqual({
      status: 'ok',
      lookUp: 'found',
      structuredContent: { refund: 'r-1' },
      content: undefined,
      meta: {},
    });
    const absent = refund({ lookUp: async () => ({ state: 'absent' }) });
    expect(await lookUpCall(absent, { payment: 'p-1' }, testCall())).toMatchObject({ lookUp: 'absent' });
  });

  it('answers "unknown" for a tool without lookUp', async () => {
    expect(refund().definition).not.toHaveProperty('canLookUp');
    expect(await lookUpCall(refund(), { payment: 'p-1' }, testCall())).toMatchObject({ lookUp: 'unknown' });
  });

  it('is retried even if the tool itself must not be', async () => {
    let attempts = 0;
    const flaky = refund({
      lookUp: async () => {
        attempts += 1;
        if (attempts < 3) throw new ManifoldError('E4001', 'No connection.');
        return { state: 'absent' };
      },
    });
    expect(await lookUpCall(flaky, { payment: 'p-1' }, testCall())).toMatchObject({ lookUp: 'absent' });
    expect(attempts).toBe(3);
  });
});

describe('begin', () => {
  it('runs once after the arguments were checked, however many attempts follow', async () => {
    const order: string[] = [];
    const begin = async () => {
      order.push('begin');
    };
    const flaky = refund({
      annotations: { idempotent: true },
      execute: async (_input, { attempt }) => {
        order.push(`attempt ${attempt}`);
        if (attempt === 1) throw new ManifoldError('E4001', 'No connection.');
        return { data: { refund: 'r-1' } };
      },
    });
    await expect(runTool(flaky, { payment: '' }, testCall(), begin)).rejects.toMatchObject({ code: 'E2004' });
    expect(order).toEqual([]);
    await runTool(flaky, { payment: 'p-1' }, testCall(), begin);
    expect(order).toEqual(['begin', 'attempt 1', 'attempt 2']);
  });

  it('prevents the execution of the tool if it fails', async () => {
    const executed: string[] = [];
    const tool = refund({
      execute: async ({ payment }) => {
        executed.push(payment);
        return { data: { refund: 'r-1' } };
      },
    });
    const begin = async () => {
      throw new ManifoldError('E5002', 'The state table does not answer.');
    };
    await expect(runTool(tool, { payment: 'p-1' }, testCall(), begin)).rejects.toMatchObject({ code: 'E5002' });
    expect(executed).toEqual([]);
  });

  it('is declared as marksStart by tools that change something only', () => {
    expect(refund().definition.marksStart).toBe(true);
    expect(refund({ annotations: { readOnly: true } }).definition).not.toHaveProperty('marksStart');
  });
});
