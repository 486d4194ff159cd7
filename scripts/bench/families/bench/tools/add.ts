import * as z from 'zod';
import { defineTool } from '../../../../../functions/kit/tool/define-tool.ts';

export default defineTool({
  name: 'bench_add',
  version: '1.0.0',
  title: 'Add',
  description: 'Adds two numbers.',
  category: 'bench',
  subcategory: 'bench',
  examples: [{ title: 'One and two', arguments: { a: 1, b: 2 } }],
  annotations: { readOnly: true, openWorld: false },
  input: z.object({ a: z.number(), b: z.number() }),
  output: z.object({ sum: z.number() }),
  execute: async ({ a, b }) => ({ data: { sum: a + b } }),
});
