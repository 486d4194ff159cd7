import * as z from 'zod';
import { orJsonText } from '../../../schemas/json.ts';
import { BATCH_TOOL } from '../../../schemas/tool-definition.ts';
import { frontTool } from './front-tool.ts';

export const MOST_CALLS = 50;

const batchArguments = <Arguments extends z.ZodType>(args: Arguments) =>
  z.strictObject({
    tool: z.string().min(1).describe('Name of the tool that every call uses.'),
    calls: z
      .array(
        z.strictObject({
          arguments: args,
          idempotencyKey: z.string().min(1).max(128).optional().describe('Idempotency key of this call.'),
        }),
      )
      .min(1)
      .max(MOST_CALLS)
      .describe('The calls. Each is checked, limited, charged and audited on its own.'),
  });

/** The arguments of one call are an object, or JSON text of it. */
export const BatchArguments = batchArguments(orJsonText(z.record(z.string(), z.unknown())).default({}));

/** What is listed: text alone, since OpenAI's strict mode takes no object with any properties. */
const ListedArguments = batchArguments(
  z.string().default('{}').describe('Arguments of this call as JSON text, such as "{\\"ifsc\\":\\"SBIN0021745\\"}".'),
);
export type BatchArguments = z.infer<typeof BatchArguments>;

const BatchOutput = z.object({
  tool: z.string(),
  succeeded: z.int().describe('Number of calls that succeeded'),
  failed: z.int(),
  results: z
    .array(
      z.looseObject({
        index: z.int().describe('Position of the call in the request, from 0'),
        status: z.enum(['ok', 'error']),
      }),
    )
    .describe('In the order of the calls: structuredContent or content, or error, and _meta'),
});
export type BatchOutput = z.infer<typeof BatchOutput>;

export const BATCH_RECORD = frontTool({
  name: BATCH_TOOL,
  title: 'Call a tool many times',
  description: `Calls one tool up to ${MOST_CALLS} times in one request and answers in the order of the calls. A call that fails does not affect the others. A call that asks a person something has to be made alone, without a batch.`,
  examples: [
    { title: 'Two calls', arguments: { tool: 'health_check', calls: [{ arguments: '{}' }, { arguments: '{}' }] } },
  ],
  input: ListedArguments,
  output: BatchOutput,
});
