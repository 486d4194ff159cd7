import * as z from 'zod';
import { AUDIT_FORMS } from '../../../schemas/audit-field.ts';
import type { ContentBlock, OutcomeMeta } from '../../../schemas/invocation.ts';
import { claimsKeys, type TaskRule, ToolDefinition } from '../../../schemas/tool-definition.ts';
import type { ManifoldError } from '../../core/errors/manifold-error.ts';
import { maskValue } from '../../core/errors/mask.ts';
import { withoutUndefined } from '../../core/json/without-undefined.ts';
import { minorPaths } from '../../core/money/amount-fields.ts';
import type { Call } from './call.ts';
import { checkAuditFields } from './check-audit-fields.ts';

/** The answer of a tool: structured data that matches `output`, content blocks, or both. */
export interface ToolAnswer<Data> {
  data?: Data;
  content?: ContentBlock[];
  meta?: OutcomeMeta;
  /**
   * The work continues as a task: `execute` is called once more with `call.context.task` set to `running`, and the answer
   * of that call is the result. Allowed only if `call.context.task` is `offered`.
   */
  continueAsTask?: true;
}

/** What became of an earlier call. `absent` means that it certainly was not executed and will not be. */
export type LookUp<Data> = { state: 'found'; answer: ToolAnswer<Data> } | { state: 'absent' } | { state: 'unknown' };

/** Questions that the caller has to answer first (multi round-trip requests of MCP 2026-07-28). */
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
  /** The arguments. Unknown arguments are refused; `execute` gets the values after their transforms. */
  input: Input;
  /** The structured data of the answer. Leave it out if the tool answers in content blocks only. */
  output?: Output;
  /** Hints for clients. A missing hint has the cautious default of the protocol: not read-only, destructive, open world. */
  annotations?: { readOnly?: boolean; destructive?: boolean; idempotent?: boolean; openWorld?: boolean };
  execute(input: z.output<Input>, call: Call): Promise<ToolAnswer<z.input<Output>> | InputRequired>;
  /**
   * Asks the provider what became of an earlier call with the same arguments whose answer was lost.
   * `call.context.providerKey` is the key that the earlier call sent. A call of a tool without `lookUp` is not executed
   * again after an unknown outcome, unless the tool is idempotent.
   */
  lookUp?(input: z.output<Input>, call: Call): Promise<LookUp<z.input<Output>>>;
  /** The tool may run as a task. Such a tool also streams: it reports progress and can be cancelled. */
  task?: Partial<TaskRule>;
  /** Rules across several arguments. Throw a ManifoldError that names the field. */
  validate?(input: z.output<Input>): void;
  /**
   * What the call would do, as one sentence for the person who confirms it: "Refund 12.50 EUR of payment p_1." It may
   * ask the provider, for example for a price, and throw what `execute` would throw. Without it, the person sees the title
   * and the arguments.
   */
  effect?(input: z.output<Input>, call: Call): string | Promise<string>;
  /** Whether another attempt may follow this error; by default the error's `retryable` decides. */
  shouldRetry?(error: ManifoldError): boolean;
}

/** A tool: its definition as data, and the code behind it. */
export interface Tool {
  readonly definition: ToolDefinition;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject | undefined;
  execute(input: Record<string, unknown>, call: Call): Promise<ToolAnswer<unknown> | InputRequired>;
  /** Absent if the tool cannot look calls up. */
  lookUp?(input: Record<string, unknown>, call: Call): Promise<LookUp<unknown>>;
  validate(input: Record<string, unknown>): void;
  effect(input: Record<string, unknown>, call: Call): string | Promise<string>;
  shouldRetry(error: ManifoldError): boolean;
}

/** A spec with its types, for a tool that is defined in two versions. */
export const toolSpec = <Input extends z.ZodObject, Output extends z.ZodObject>(
  spec: ToolSpec<Input, Output>,
): ToolSpec<Input, Output> => spec;

/** Defaults of the KYC source, sections 2 and A: 60 a minute, three attempts, 30 seconds. */
const DEFAULTS = {
  rateLimit: { perMinute: 60, perHour: 1000, burst: 10 },
  retry: { maxAttempts: 3, initialDelayMs: 500, maxDelayMs: 5_000, multiplier: 2 },
  monitoring: { errorRate: 0.05, latencyP95Ms: 2_000 },
  timeoutMs: 30_000,
} satisfies ToolDefaults;

const TASK_DEFAULTS: TaskRule = { support: 'optional', start: 'at-once', ttlSeconds: 3_600 };

/**
 * Defines one tool. The file of the tool exports it by default.
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
 * @throws {z.ZodError} if the definition is not valid (schemas/tool-definition.ts)
 * @throws {Error} if its audit fields do not fit its arguments (check-audit-fields.ts)
 */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject = z.ZodObject>(
  spec: ToolSpec<Input, Output>,
): Tool {
  const { input, output, annotations = {}, execute, validate, effect, shouldRetry, lookUp, task, ...declared } = spec;
  const strictInput = input.strict();
  const readOnly = annotations.readOnly ?? false;
  const definition = ToolDefinition.parse(
    withoutUndefined({
      tags: [],
      errorMappings: [],
      requiredScopes: [],
      streaming: task !== undefined,
      public: false,
      movesMoney: false,
      sensitive: false,
      sensitiveFields: [],
      ...DEFAULTS,
      ...declared,
      auditFields: withMinorFields(declared),
      annotations: {
        readOnlyHint: readOnly,
        destructiveHint: annotations.destructive ?? !readOnly,
        // A read may cost money; then each call counts.
        idempotentHint: annotations.idempotent ?? (readOnly && !declared.movesMoney),
        openWorldHint: annotations.openWorld ?? true,
      },
      task: task && { ...TASK_DEFAULTS, ...task },
      canLookUp: lookUp && true,
      inputSchema: jsonSchemaOf(strictInput, 'input'),
      outputSchema: output && jsonSchemaOf(output, 'output'),
    }),
  );
  checkAuditFields(definition);
  if (task && definition.subject)
    throw new Error(`The tool "${definition.name}" runs as a task, so it has no subject.`);
  return {
    definition: claimsKeys(definition) ? { ...definition, marksStart: true } : definition,
    input: strictInput,
    output,
    // The parsed value has the type that `execute` declares; the type `Tool` does not carry it.
    execute: (value, call) => execute(value as z.output<Input>, call),
    lookUp: lookUp && ((value, call) => lookUp(value as z.output<Input>, call)),
    validate: (value) => validate?.(value as z.output<Input>),
    effect: (value, call) => effect?.(value as z.output<Input>, call) ?? plainEffect(definition, value),
    shouldRetry: (error) => (shouldRetry ? shouldRetry(error) : error.retryable),
  };
}

/** Audit keeps amounts in minor units too, as policies read them. */
function withMinorFields({
  auditFields = {},
  amountFields,
}: Pick<ToolDefaults & Declared, 'auditFields' | 'amountFields'>) {
  const minor = minorPaths(amountFields).map((path) => [path, AUDIT_FORMS.minor] as const);
  return { ...auditFields, ...Object.fromEntries(minor) };
}

/** The bounds of safe integers add nothing to `integer`, and each costs a model forty tokens. */
const DEFAULT_BOUNDS = new Set<unknown>([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]);

/** JSON Schema 2020-12. The protocol assumes this dialect, so the schema does not name it. */
function jsonSchemaOf(schema: z.ZodObject, io: 'input' | 'output') {
  const { $schema: _dialect, ...document } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => {
      if (DEFAULT_BOUNDS.has(jsonSchema.minimum)) delete jsonSchema.minimum;
      if (DEFAULT_BOUNDS.has(jsonSchema.maximum)) delete jsonSchema.maximum;
    },
  });
  return document;
}

/** The title and the arguments; personal and secret values are masked. */
function plainEffect({ title, sensitiveFields }: ToolDefinition, input: Record<string, unknown>): string {
  const shown = Object.entries(input).map(
    ([name, value]) => `${name} ${sensitiveFields.includes(name) ? maskValue(value) : JSON.stringify(value)}`,
  );
  return shown.length === 0 ? `${title}.` : `${title}: ${shown.join(', ')}.`;
}
