import * as z from 'zod';
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import { ToolDefinition } from '../../../schemas/tool-definition.ts';

import { argumentsError } from '../../core/errors/argument-faults.ts';
import { parseInput } from '../../core/input/parse-input.ts';
import { normaliseInput } from '../../platform/input/normalise/normalise-input.ts';

/** What the tools that front itself answers differ in. */
export interface FrontTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodObject;
  readonly output?: z.ZodObject;
  readonly examples: ToolDefinition['examples'];
  /** Default: the worst, since such a tool does what the tool behind it does. */
  readonly annotations?: ToolDefinition['annotations'];
}

const WORST = { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true };

/** The record of a tool that front itself answers. It is listed like any other, and no guard ever sees it. */
export function frontTool({ input, output, annotations = WORST, ...named }: FrontTool): ToolRecord {
  const definition = ToolDefinition.parse({
    ...named,
    version: '1.0.0',
    category: 'platform',
    subcategory: 'calls',
    tags: [],
    inputSchema: jsonSchema(input, 'input'),
    ...(output ? { outputSchema: jsonSchema(output, 'output') } : {}),
    annotations,
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
  return {
    definition,
    definitionHash: '',
    status: 'active',
    target: { family: 'front', functionArn: 'front', invokeMode: 'buffered', tenantIsolated: false },
    updatedAt: '',
  };
}

/**
 * The arguments of a tool that front itself answers, normalised like those of any other.
 *
 * @throws {ManifoldError} E2002 to E2004 with all fields that are wrong
 */
export function parseFrontInput<Schema extends z.ZodObject>(
  schema: Schema,
  args: Record<string, unknown>,
): z.output<Schema> {
  const { arguments: normalised, ambiguous } = normaliseInput({ inputSchema: jsonSchema(schema, 'input') }, args);
  if (ambiguous.length > 0) throw argumentsError(ambiguous);
  return parseInput(schema, normalised);
}

function jsonSchema(schema: z.ZodObject, io: 'input' | 'output') {
  const { $schema: _dialect, ...document } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
  return document;
}
