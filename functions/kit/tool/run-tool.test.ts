import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import type { CallContext } from '../../../schemas/invocation.ts';
import { testCall } from '../../../test/support/test-call.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { Call } from './call.ts';
import { defineTool, type ToolSpec } from './define-tool.ts';
import { runTool } from './run-tool.ts';

const context: CallContext = {
  correlationId: 'c',
  principal: { id: 'p', tenant: 't', tier: 'free', roles: [], scopes: [], credential: 'k' },
  deadline: Date.now() + 60_000,
  confirmed: false,
};
const callWith = (signal = new AbortController().signal): Call => testCall({ context, signal });
const input = z.object({
  text: z
    .string()
    .min(1)
    .transform((text) => text.toUpperCase()),
});
const output = z.object({ said: z.string() });
const tool = (spec: Partial<ToolSpec<typeof input, typeof output>>) =>
  defineTool({
    name: 'say',
    version: '1.0.0',
    title: 'Say',
    description: 'Says it.',
    category: 'test',
    subcategory: 'test',
    examples: [],
    input,
    output,
    annotations: { readOnly: true },
    retry: { maxAttempts: 3, initialDelayMs: 1, maxDelayMs: 1, multiplier: 1 },
    execute: async ({ text }) => ({ data: { said: text } }),
    ...spec,
  });

describe('runTool', () => {
  it('passes the arguments to the tool after their transforms', async () => {
    expect(await runTool(tool({}), { text: 'hi' }, callWith())).toMatchObject({
      status: 'ok',
      structuredContent: { said: 'HI' },
    });
  });

  it.each([
    [{}, 'E2003', 'text'],
    [{ text: '' }, 'E2004', 'text'],
    [{ text: 'a', txet: 'b' }, 'E2002', 'txet'],
  ])('refuses %j with %s', async (args, code, field) => {
    await expect(runTool(tool({}), args, callWith())).rejects.toMatchObject({ code, details: { field } });
  });

  it('retries a read until it succeeds, and counts the attempts', async () => {
    const seen: number[] = [];
    const flaky = tool({
      execute: async (_input, { attempt }) => {
        seen.push(attempt);
        if (attempt < 3) throw new ManifoldError('E4005', 'Source unavailable.');
        return { data: { said: 'at last' } };
      },
    });
    await runTool(flaky, { text: 'a' }, callWith());
    expect(seen).toEqual([1, 2, 3]);
  });

  it.each([
    ['a write', { annotations: {} }, 'E4005'],
    ['a final error', { annotations: { readOnly: true } }, 'E4004'],
    ['an error that the tool calls final', { annotations: { readOnly: true }, shouldRetry: () => false }, 'E4005'],
  ] as const)('does not retry %s', async (_what, spec, code) => {
    let attempts = 0;
    const failing = tool({
      ...spec,
      execute: async () => {
        attempts += 1;
        throw new ManifoldError(code, 'No.');
      },
    });
    await expect(runTool(failing, { text: 'a' }, callWith())).rejects.toMatchObject({ code });
    expect(attempts).toBe(1);
  });

  it('ends at once when the call is aborted, even if the tool ignores the signal', async () => {
    const controller = new AbortController();
    const deaf = tool({ execute: () => new Promise(() => undefined) });
    const running = runTool(deaf, { text: 'a' }, callWith(controller.signal));
    controller.abort(new ManifoldError('E3004', 'Too late.'));
    await expect(running).rejects.toMatchObject({ code: 'E3004' });
  });

  it('refuses an answer that does not match the output schema', async () => {
    const wrong = { ...tool({}), execute: async () => ({ data: { said: 7 } }) };
    await expect(runTool(wrong, { text: 'a' }, callWith())).rejects.toMatchObject({
      code: 'E3003',
      details: { field: 'said' },
    });
  });

  it('applies the rules across several arguments', async () => {
    const strict = tool({
      validate: () => {
        throw new ManifoldError('E2004', 'Not together.');
      },
    });
    await expect(runTool(strict, { text: 'a' }, callWith())).rejects.toMatchObject({ message: 'Not together.' });
  });
});
