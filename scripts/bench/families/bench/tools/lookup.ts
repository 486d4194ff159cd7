import * as z from 'zod';
import { defineTool } from '../../../../../functions/kit/tool/define-tool.ts';
import { askProvider, BENCH } from '../provider.ts';

/** A read from the provider, whose response may be cached. */
export default defineTool({
  ...BENCH,
  name: 'bench_lookup',
  title: 'Look up',
  description: 'Asks a provider for a record.',
  examples: [{ title: 'One', arguments: { key: 'r-1' } }],
  annotations: { readOnly: true, openWorld: false },
  cache: { ttlSeconds: 3600, keyFields: ['key'], invalidateOn: [] },
  input: z.object({ key: z.string().min(1), waitMs: z.int().min(0).max(1000).optional() }),
  output: z.object({ record: z.string() }),
  execute: async ({ key, waitMs = 0 }, call) => ({ data: await askProvider(call, { key, waitMs }) }),
});
