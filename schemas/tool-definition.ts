import * as z from 'zod';
import { AuditFields } from './audit-field.ts';
import { ERROR_MEANINGS, ErrorCode } from './errors.ts';
import { JsonSchema, SemanticVersion } from './json.ts';

/** MCP tool annotations; a missing hint takes the value that the protocol assumes (worst case). */
export const ToolAnnotations = z.object({
  readOnlyHint: z.boolean(),
  destructiveHint: z.boolean(),
  idempotentHint: z.boolean(),
  openWorldHint: z.boolean(),
});
export type ToolAnnotations = z.infer<typeof ToolAnnotations>;

/** How often one principal may call the tool; `burst` calls may come at once. */
export const RateLimit = z.object({
  perMinute: z.int().nonnegative(),
  perHour: z.int().nonnegative(),
  burst: z.int().nonnegative(),
});

/**
 * Failures that are kept like answers: those that say something of the data ("there is no such company"). What another
 * attempt may mend is never kept, whatever the rule says; nor what concerns the caller, or a fault of ours.
 */
export const NegativeRule = z.object({
  codes: z
    .array(
      ErrorCode.refine((code) => ERROR_MEANINGS[code].cached, {
        error: 'expected a code that says something about the data (E2xxx, E4xxx) and that no retry changes',
      }),
    )
    .min(1),
  ttlSeconds: z.int().positive(),
});

/** How long an answer may be reused, and which arguments tell two answers apart. */
export const CacheRule = z.object({
  ttlSeconds: z.int().positive(),
  keyFields: z.array(z.string()).min(1),
  invalidateOn: z.array(z.string()),
  /** True where every principal of a tenant gets the same answer; else an answer is kept for its principal alone. */
  shared: z.boolean().optional(),
  /** Failures that are kept too, and for how long; absent: none. */
  negative: NegativeRule.optional(),
  /**
   * Seconds after `ttlSeconds` in which the old answer is still given, at once and marked as stale, while one call in
   * the background gets a new one. Not for tools that move money: each renewal would pay.
   */
  staleSeconds: z.int().positive().optional(),
});
export type CacheRule = z.infer<typeof CacheRule>;

/** One documented failure of the provider and what it means to the caller. */
export const ErrorMapping = z.object({
  /** HTTP status of the provider; 200 for failures that come as a success. */
  providerStatus: z.int(),
  /** Text that the provider's message contains, compared without case. */
  providerMessage: z.string().optional(),
  code: ErrorCode,
  message: z.string(),
});
export type ErrorMapping = z.infer<typeof ErrorMapping>;

/** Applied to idempotent calls only; delays are in milliseconds and drawn with full jitter. */
export const RetryStrategy = z.object({
  maxAttempts: z.int().min(1).max(10),
  initialDelayMs: z.int().positive(),
  maxDelayMs: z.int().positive(),
  multiplier: z.number().min(1),
});
export type RetryStrategy = z.infer<typeof RetryStrategy>;

/** Thresholds from which alarms are made. */
export const Monitoring = z.object({ errorRate: z.number().min(0).max(1), latencyP95Ms: z.int().positive() });

/**
 * Limits of the arguments where a tool needs others than the stage gives (requirement A20): characters of a string,
 * items of an array, levels of nesting, bytes of all arguments as JSON.
 */
export const InputLimits = z.object({
  maxString: z.int().positive().optional(),
  maxItems: z.int().positive().optional(),
  maxDepth: z.int().positive().max(60).optional(),
  maxBytes: z.int().positive().max(5_000_000).optional(),
});
export type InputLimits = z.infer<typeof InputLimits>;

/** Whether the tool's work may go on after the answer, as a task (docs/tasks.md). */
export const TaskRule = z.object({
  /** `optional`: callers that know no tasks wait for the result; `required`: they are refused. */
  support: z.enum(['optional', 'required']),
  /** `at-once`: a call becomes a task before the family is asked; `by-answer`: the family says so, when it does. */
  start: z.enum(['at-once', 'by-answer']),
  /** Seconds from its creation for which a task and its result can be asked for; longer than the work takes. */
  ttlSeconds: z.int().min(60).max(86_400),
});
export type TaskRule = z.infer<typeof TaskRule>;

/** Plans in ascending order. */
export const TIERS = ['free', 'personal', 'team', 'enterprise'] as const;
export const Tier = z.enum(TIERS);
export type Tier = z.infer<typeof Tier>;

/**
 * Everything the platform knows of a tool (requirement A3). It is data: the registry stores it, front serves and
 * guards from it, the reference page is generated from it.
 */
export const ToolDefinition = z.object({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{1,63}$/, 'expected letters, digits and underscores, at most 64'),
  version: SemanticVersion,
  title: z.string().min(1),
  description: z.string().min(1),
  category: z.string().min(1),
  subcategory: z.string().min(1),
  tags: z.array(z.string()),
  examples: z.array(z.object({ title: z.string(), arguments: z.record(z.string(), z.unknown()) })),
  inputSchema: JsonSchema,
  outputSchema: JsonSchema.optional(),
  inputLimits: InputLimits.optional(),
  annotations: ToolAnnotations,
  rateLimit: RateLimit,
  cache: CacheRule.optional(),
  errorMappings: z.array(ErrorMapping),
  retry: RetryStrategy,
  monitoring: Monitoring,
  requiredScopes: z.array(z.string()),
  requiredTier: Tier.optional(),
  /** Milliseconds that one call may take, all attempts included. */
  timeoutMs: z.int().min(100).max(900_000),
  /** True where the tool reports progress or log messages while it works. */
  streaming: z.boolean(),
  /** Absent where every call is answered with its result. */
  task: TaskRule.optional(),
  /** True where the tool may be called without a principal, on `/mcp/public`. */
  public: z.boolean(),
  /** What the tool does that cannot be undone: money it moves. The exact arguments are to be confirmed. */
  movesMoney: z.boolean(),
  /** True where a recent MFA is asked for. */
  sensitive: z.boolean(),
  /** Argument paths that are personal data or secrets: masked in logs, kept out of audit. */
  sensitiveFields: z.array(z.string()),
  /**
   * Fields of the answer that are shown this once, such as a new key: the result that is kept for repeats is without
   * them, so they are optional in the output schema. Such a tool writes no content blocks of its own.
   */
  shownOnceFields: z.array(z.string()).optional(),
  /** Arguments that policies may read, and what audit keeps of each (audit-field.ts). */
  auditFields: AuditFields,
  /**
   * How long the very same call without an idempotency key counts as sent once more, where executing it twice would do
   * it twice; 0 switches that off. See `retryWindowOf`.
   */
  reissueWindowSeconds: z.int().nonnegative().max(86_400).optional(),
  /** The tool or place that shows whether a call of unknown outcome was executed: "Check with …". */
  checkWith: z.string().min(1).optional(),
  /** True where the family can find out what became of an earlier call: `lookUp` of its `defineTool`. */
  canLookUp: z.boolean().optional(),
  /** True where the family marks claimed calls as started, so that one without the mark is known not to have run. */
  marksStart: z.boolean().optional(),
});
export type ToolDefinition = z.infer<typeof ToolDefinition>;

type Effects = Pick<ToolDefinition, 'annotations' | 'movesMoney'>;

/** The one tool that front has itself: many calls of one tool in one request (requirement A22). */
export const BATCH_TOOL = 'batch_call';

/** Whether calls of a tool claim their idempotency key: reads run as often as they are sent, except where they pay. */
export function claimsKeys({ annotations, movesMoney }: Effects): boolean {
  return movesMoney || !annotations.readOnlyHint;
}

/** The window where a tool states none: longer than clients wait before they send a broken call once more. */
const REISSUE_WINDOW_SECONDS = 120;

/** Seconds in which the same call without a key is taken for the same; 0 where it runs each time it is sent. */
export function retryWindowOf(definition: Effects & Pick<ToolDefinition, 'reissueWindowSeconds'>): number {
  if (!claimsKeys(definition) || definition.annotations.idempotentHint) return 0;
  return definition.reissueWindowSeconds ?? REISSUE_WINDOW_SECONDS;
}
