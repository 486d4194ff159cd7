import * as z from 'zod';
import { orJsonText } from '../../../schemas/json.ts';
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import { BATCH_TOOL, ToolDefinition } from '../../../schemas/tool-definition.ts';
import type { CatalogueView } from '../../platform/registry/view.ts';
import type { FrontRequest } from '../front-request.ts';

export const MOST_CALLS = 50;

const batchArguments = <Arguments extends z.ZodType>(args: Arguments) =>
  z.strictObject({
    tool: z.string().min(1).describe('Name of the tool that every call uses.'),
    calls: z
      .array(
        z.strictObject({
          arguments: args,
          idempotencyKey: z
            .string()
            .min(1)
            .max(128)
            .optional()
            .describe(
              'Idempotency key of this call. Default: from the key of the request and the position of the call.',
            ),
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

function jsonSchema(schema: z.ZodObject, io: 'input' | 'output') {
  const { $schema: _dialect, ...document } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
  return document;
}

const definition = ToolDefinition.parse({
  name: BATCH_TOOL,
  version: '1.0.0',
  title: 'Call a tool many times',
  description: `Calls one tool up to ${MOST_CALLS} times in one request and answers in the order of the calls. A call that fails does not affect the others. A call that asks a person something has to be made alone, without a batch.`,
  category: 'platform',
  subcategory: 'calls',
  tags: [],
  examples: [
    { title: 'Two calls', arguments: { tool: 'health_check', calls: [{ arguments: '{}' }, { arguments: '{}' }] } },
  ],
  inputSchema: jsonSchema(ListedArguments, 'input'),
  outputSchema: jsonSchema(BatchOutput, 'output'),
  // A batch does what its tool does, so the hints assume the worst.
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  rateLimit: { perMinute: 0, perHour: 0, burst: 0 },
  errorMappings: [],
  retry: { maxAttempts: 1, initialDelayMs: 1, maxDelayMs: 1, multiplier: 1 },
  monitoring: { errorRate: 1, latencyP95Ms: 60_000 },
  requiredScopes: [],
  timeoutMs: 900_000,
  streaming: false,
  public: false,
  movesMoney: false,
  sensitive: false,
  sensitiveFields: [],
  auditFields: {},
});

const RECORD: ToolRecord = {
  definition,
  definitionHash: '',
  status: 'active',
  target: { family: 'front', functionArn: 'front', invokeMode: 'buffered', tenantIsolated: false },
  updatedAt: '',
};

/** The view with the batch tool, in its place by name, if the caller may call any tool that is not public. */
export function withBatchTool({ view, endpoint }: Pick<FrontRequest, 'view' | 'endpoint'>): CatalogueView {
  if (endpoint.kind === 'public' || view.tools.every((tool) => tool.definition.public)) return view;
  const after = view.tools.findIndex((tool) => tool.definition.name > BATCH_TOOL);
  return { ...view, tools: view.tools.toSpliced(after === -1 ? view.tools.length : after, 0, RECORD) };
}
