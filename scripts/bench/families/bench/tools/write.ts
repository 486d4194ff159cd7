import * as z from 'zod';
import { defineTool } from '../../../../../functions/kit/tool/define-tool.ts';
import { BENCH } from '../provider.ts';

/** Declares a write, so that it needs an idempotency record, but changes nothing. */
export default defineTool({
  ...BENCH,
  name: 'bench_write',
  title: 'Write',
  description: 'Takes a note and forgets it.',
  examples: [{ title: 'Note', arguments: { note: 'a' } }],
  annotations: { readOnly: false, destructive: false, idempotent: false, openWorld: false },
  reissueWindowSeconds: 0,
  input: z.object({ note: z.string() }),
  output: z.object({ characters: z.int() }),
  execute: async ({ note }) => ({ data: { characters: note.length } }),
});
