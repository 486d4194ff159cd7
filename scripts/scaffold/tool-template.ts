import type { ToolNames } from './names.ts';
import type { Paths } from './paths.ts';

interface ToolPlace extends Paths {
  readonly tool: ToolNames;
  readonly family: string;
}

/** A tool that works at once: it answers with the text that it is given. */
export function toolSource({ tool, family, kit }: ToolPlace): string {
  return `import * as z from 'zod';
import { defineTool } from '${kit}/tool/define-tool.ts';

export default defineTool({
  name: '${tool.name}',
  version: '1.0.0',
  title: '${tool.title}',
  description: 'Answers with the text that it is given.',
  category: '${family}',
  subcategory: 'general',
  tags: [],
  examples: [{ title: 'Say hello', arguments: { text: 'hello' } }],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  auditFields: { text: 'hashed' },
  input: z.object({ text: z.string().trim().min(1).max(1000).describe('Text to answer with') }),
  output: z.object({ text: z.string().describe('The text without surrounding spaces') }),
  execute: async ({ text }) => ({ data: { text } }),
});
`;
}

export function toolTest({ tool, kit, support }: ToolPlace): string {
  return `import { describe, expect, it } from '@jest/globals';
import { runTool } from '${kit}/tool/run-tool.ts';
import { testCall } from '${support}/test-call.ts';
import ${tool.identifier} from './${tool.file}.ts';

describe('${tool.name}', () => {
  it('answers with the text that it is given, without surrounding spaces', async () => {
    const outcome = await runTool(${tool.identifier}, { text: ' hello ' }, testCall());
    expect(outcome).toMatchObject({ status: 'ok', structuredContent: { text: 'hello' } });
  });

  it.each([
    [{}, 'E2003', 'text'],
    [{ text: '' }, 'E2004', 'text'],
    [{ text: 'hello', txt: 'hello' }, 'E2002', 'txt'],
  ])('refuses %j with %s', async (args, code, field) => {
    await expect(runTool(${tool.identifier}, args, testCall())).rejects.toMatchObject({ code, details: { field } });
  });
});
`;
}
