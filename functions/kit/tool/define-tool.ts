import * as z from 'zod';
import type { ContentBlock, OutcomeMeta } from '../../../schemas/invocation.ts';
import { claimsKeys, type TaskRule, ToolDefinition } from '../../../schemas/tool-definition.ts';
import type { ManifoldError } from '../../core/errors/manifold-error.ts';
import { maskValue } from '../../core/errors/mask.ts';
import type { Call } from './call.ts';
import { checkAuditFields } from './check-audit-fields.ts';

/** What a tool answers: structured data that matches `output`, content blocks, or both. */
export interface ToolAnswer<Data> {
  data?: Data;
  content?: ContentBlock[];
  meta?: OutcomeMeta;
  /**
   * The rest is done as a task: the tool is called once more, with `call.context.task` at `running`, and what it answers
   * then is the result. Only where `call.context.task` is `offered`.
   */
  continueAsTask?: true;
}

/** What became of an earlier call. `absent` only where it is certain that it has not happened and will not happen. */
export type LookUp<Data> = { state: 'found'; answer: ToolAnswer<Data> } | { state: 'absent' } | { state: 'unknown' };

/** What a tool answers where the caller has to say something first (multi-round-trip requests of 2026-07-28). */
export interface InputRequired {
  inputRequests: Record<string, { method: string; params?: Record<string, unknown> }>;
  requestState?: string;
}

/** The parts of a definition that have a default. */
type Defaulted =
  | 'rateLimit'
  | 'retry'
  | 'monitoring'
  | 'timeoutMs'
  | 'tags'
  | 'errorMappings'
  | 'requiredScopes'
  | 'streaming'
  | 'public'
  | 'movesMoney'
  | 'sensitive'
  | 'sensitiveFields'
  | 'auditFields';
type Declared = Omit<
  z.input<typeof ToolDefinition>,
  'inputSchema' | 'outputSchema' | 'annotations' | 'task' | 'canLookUp' | 'marksStart' | Defaulted
>;
export type ToolDefaults = Partial<Pick<ToolDefinition, Defaulted>>;

export interface ToolSpec<Input extends z.ZodObject, Output extends z.ZodObject> extends Declared, ToolDefaults {
  /** Arguments. Unknown ones are refused; transforms normalise before `execute` sees them. */
  input: Input;
  /** Answer. Left out by tools that answer in content blocks alone. */
  output?: Output;
  /** Hints; what is left out is assumed at its worst, as the protocol does. */
  annotations?: { readOnly?: boolean; destructive?: boolean; idempotent?: boolean; openWorld?: boolean };
  execute(input: z.output<Input>, call: Call): Promise<ToolAnswer<z.input<Output>> | InputRequired>;
  /**
   * Finds out at the provider what became of an earlier call with the same arguments, of which no answer came:
   * `call.context.providerKey` is the key that it was given. Without it, such a call is never executed again unless it
   * is idempotent.
   */
  lookUp?(input: z.output<Input>, call: Call): Promise<LookUp<z.input<Output>>>;
  /** The work may go on after the answer. Such a tool streams: it tells its progress and can be cancelled. */
  task?: Partial<TaskRule>;
  /** Rules across fields; throw a ManifoldError that names the field. */
  validate?(input: z.output<Input>): void;
  /**
   * What the call would do, in one sentence for the person who confirms it: "Refund 12.50 EUR of payment p_1." It may
   * look up what the arguments alone do not say, such as a price, and refuse what would be refused anyway.
   * Left out, the title and the arguments are shown.
   */
  effect?(input: z.output<Input>, call: Call): string | Promise<string>;
  /** Values that tell two answers apart, where `cache.keyFields` cannot say it. */
  cacheKey?(input: z.output<Input>): unknown[];
  /** Whether a failed attempt is to be repeated; without it, what the error says. */
  shouldRetry?(error: ManifoldError): boolean;
}

/** A tool: its definition as data, and what runs. */
export interface Tool {
  readonly definition: ToolDefinition;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject | undefined;
  execute(input: Record<string, unknown>, call: Call): Promise<ToolAnswer<unknown> | InputRequired>;
  /** Absent where the tool cannot tell. */
  lookUp?(input: Record<string, unknown>, call: Call): Promise<LookUp<unknown>>;
  validate(input: Record<string, unknown>): void;
  effect(input: Record<string, unknown>, call: Call): string | Promise<string>;
  cacheKey(input: Record<string, unknown>): unknown[] | undefined;
  shouldRetry(error: ManifoldError): boolean;
}

/** Defaults of the KYC source, sections 2 and A: 60 a minute, three attempts, 30 seconds. */
const DEFAULTS = {
  rateLimit: { perMinute: 60, perHour: 1000, burst: 10 },
  retry: { maxAttempts: 3, initialDelayMs: 500, maxDelayMs: 5_000, multiplier: 2 },
  monitoring: { errorRate: 0.05, latencyP95Ms: 2_000 },
  timeoutMs: 30_000,
} satisfies ToolDefaults;

const TASK_DEFAULTS: TaskRule = { support: 'optional', start: 'at-once', ttlSeconds: 3_600 };

/**
 * Defines one tool; the file that holds it exports it by default.
 *
 * @example
 * export default defineTool({
 *   name: 'add', version: '1.0.0', title: 'Add', description: 'Adds two numbers.',
 *   category: 'demo', subcategory: 'arithmetic', examples: [{ title: 'Small', arguments: { a: 1, b: 2 } }],
 *   input: z.object({ a: z.number(), b: z.number() }),
 *   output: z.object({ sum: z.number() }),
 *   annotations: { readOnly: true, idempotent: true, openWorld: false },
 *   execute: async ({ a, b }) => ({ data: { sum: a + b } }),
 * });
 *
 * @throws {z.ZodError} where the definition breaks the contract (schemas/tool-definition.ts)
 * @throws {Error} where what it declares for audit does not fit its arguments (check-audit-fields.ts)
 */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject = z.ZodObject>(
  spec: ToolSpec<Input, Output>,
): Tool {
  const {
    input,
    output,
    annotations = {},
    execute,
    validate,
    effect,
    cacheKey,
    shouldRetry,
    lookUp,
    task,
    ...declared
  } = spec;
  const strictInput = input.strict();
  const readOnly = annotations.readOnly ?? false;
  const definition = ToolDefinition.parse({
    tags: [],
    errorMappings: [],
    requiredScopes: [],
    streaming: task !== undefined,
    public: false,
    movesMoney: false,
    sensitive: false,
    sensitiveFields: [],
    auditFields: {},
    ...DEFAULTS,
    ...declared,
    annotations: {
      readOnlyHint: readOnly,
      destructiveHint: annotations.destructive ?? !readOnly,
      // Who only reads may pay for it: then each time counts.
      idempotentHint: annotations.idempotent ?? (readOnly && !declared.movesMoney),
      openWorldHint: annotations.openWorld ?? true,
    },
    // Front finds kept answers by the key fields alone, so what they cannot tell apart is not kept.
    ...(cacheKey ? { cache: undefined } : {}),
    ...(task ? { task: { ...TASK_DEFAULTS, ...task } } : {}),
    ...(lookUp ? { canLookUp: true } : {}),
    inputSchema: jsonSchemaOf(strictInput, 'input'),
    ...(output ? { outputSchema: jsonSchemaOf(output, 'output') } : {}),
  });
  checkAuditFields(definition);
  return {
    definition: claimsKeys(definition) ? { ...definition, marksStart: true } : definition,
    input: strictInput,
    output,
    // The parsed value has the type that `execute` declares; the map of tools forgets it.
    execute: (value, call) => execute(value as z.output<Input>, call),
    ...(lookUp ? { lookUp: (value, call) => lookUp(value as z.output<Input>, call) } : {}),
    validate: (value) => validate?.(value as z.output<Input>),
    effect: (value, call) => effect?.(value as z.output<Input>, call) ?? plainEffect(definition, value),
    cacheKey: (value) => cacheKey?.(value as z.output<Input>),
    shouldRetry: (error) => (shouldRetry ? shouldRetry(error) : error.retryable),
  };
}

/** Bounds of the safe integers say nothing that `integer` does not; left in, each costs a reading model forty tokens. */
const NOISE = new Set<unknown>([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]);

function jsonSchemaOf(schema: z.ZodObject, io: 'input' | 'output') {
  return z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => {
      if (NOISE.has(jsonSchema.minimum)) delete jsonSchema.minimum;
      if (NOISE.has(jsonSchema.maximum)) delete jsonSchema.maximum;
    },
  });
}

/** Title and arguments, without what is personal or secret. */
function plainEffect({ title, sensitiveFields }: ToolDefinition, input: Record<string, unknown>): string {
  const shown = Object.entries(input).map(
    ([name, value]) => `${name} ${sensitiveFields.includes(name) ? maskValue(value) : JSON.stringify(value)}`,
  );
  return shown.length === 0 ? `${title}.` : `${title}: ${shown.join(', ')}.`;
}
