import * as z from 'zod';
import { AmountFields } from './amount-field.ts';
import { AuditFields } from './audit-field.ts';
import { ERROR_MEANINGS, ErrorCode } from './errors.ts';
import { JsonSchema, SemanticVersion } from './json.ts';
import { NormalForm } from './normal-form.ts';

/** Tool annotations of MCP. For a missing hint, `defineTool` takes the value that the protocol assumes. */
export const ToolAnnotations = z.object({
  readOnlyHint: z.boolean(),
  destructiveHint: z.boolean(),
  idempotentHint: z.boolean(),
  openWorldHint: z.boolean(),
});
export type ToolAnnotations = z.infer<typeof ToolAnnotations>;

/** How often one principal may call the tool; `burst` is the number of calls within one second. */
export const RateLimit = z.object({
  perMinute: z.int().nonnegative(),
  perHour: z.int().nonnegative(),
  burst: z.int().nonnegative(),
});

/**
 * Failures that are cached like answers, since they say something about the data, such as "there is no such company".
 * Failures that a retry may change are never cached, nor are those that concern the caller or a fault of the platform.
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

/** How long an answer may be reused, and on which arguments it depends. */
export const CacheRule = z
  .object({
    ttlSeconds: z.int().positive(),
    keyFields: z.array(z.string()).min(1),
    /**
     * Normal forms of key fields, by field: texts of one form share one answer, so that another date form, other blanks or
     * another case are not paid for again. The family has to read them as equal. A field without a form is compared as it
     * was given.
     */
    normalise: z.record(z.string(), NormalForm).optional(),
    invalidateOn: z.array(z.string()),
    /**
     * True if every principal of a tenant gets the same answer; otherwise each principal has its own cached responses.
     */
    shared: z.boolean().optional(),
    /** Failures that are cached too; absent: no failure is cached. */
    negative: NegativeRule.optional(),
    /**
     * Seconds after `ttlSeconds` in which the old answer is still returned, marked as stale, while one call in the
     * background gets a new one. Not for tools that move money, since each background call would pay.
     */
    staleSeconds: z.int().positive().optional(),
  })
  .refine(({ keyFields, normalise = {} }) => Object.keys(normalise).every((field) => keyFields.includes(field)), {
    error: 'a normal form belongs to a field that is no key field',
  });
export type CacheRule = z.infer<typeof CacheRule>;

/**
 * A warning about one argument, which front adds to each answer that was asked for with it, also to a cached one. Only
 * for arguments that are not key fields of the cache: what the family says about a key field holds for each such call.
 */
export const ArgumentWarning = z.object({
  field: z.string(),
  /** Warn if the argument has fewer characters, without blanks at its ends. */
  shorterThan: z.int().positive().optional(),
  /** Warn if the argument has an invisible mark, such as U+200B. */
  invisibleMarks: z.literal(true).optional(),
  message: z.string().min(1),
});
export type ArgumentWarning = z.infer<typeof ArgumentWarning>;

/** Failure mapping: one documented failure of the provider, and the error that the caller gets for it. */
export const ErrorMapping = z.object({
  /** HTTP status of the provider's answer; 200 for failures that the provider answers as a success. */
  providerStatus: z.int(),
  /** Text that the provider message contains, compared without regard to case. */
  providerMessage: z.string().optional(),
  code: ErrorCode,
  /** Name of the failure for clients of the KYC tools; absent: that of the code. */
  alias: z.string().optional(),
  message: z.string(),
});
export type ErrorMapping = z.infer<typeof ErrorMapping>;

/** How idempotent calls are retried. Delays are in milliseconds and drawn with full jitter. */
export const RetryStrategy = z.object({
  maxAttempts: z.int().min(1).max(10),
  initialDelayMs: z.int().positive(),
  maxDelayMs: z.int().positive(),
  multiplier: z.number().min(1),
});
export type RetryStrategy = z.infer<typeof RetryStrategy>;

/** Thresholds of the tool's alarms. */
export const Monitoring = z.object({ errorRate: z.number().min(0).max(1), latencyP95Ms: z.int().positive() });

/**
 * The tool's own limits of arguments, in place of the stage's (requirement A20): characters of a string, items of an
 * array, levels of nesting, bytes of all arguments as JSON.
 */
export const InputLimits = z.object({
  maxString: z.int().positive().optional(),
  maxItems: z.int().positive().optional(),
  maxDepth: z.int().positive().max(60).optional(),
  maxBytes: z.int().positive().max(5_000_000).optional(),
});
export type InputLimits = z.infer<typeof InputLimits>;

/** Whether and when a call becomes a task, which continues after the answer (docs/tasks.md). */
export const TaskRule = z.object({
  /** For callers without support for tasks. `optional`: they wait for the result. `required`: they are refused. */
  support: z.enum(['optional', 'required']),
  /**
   * `at-once`: a call becomes a task before the family is asked. `by-answer`: the family decides it with its answer.
   */
  start: z.enum(['at-once', 'by-answer']),
  /** Seconds from the creation for which a task and its result can be queried; longer than the work takes. */
  ttlSeconds: z.int().min(60).max(86_400),
});
export type TaskRule = z.infer<typeof TaskRule>;

/**
 * The subject of a write, such as a subscription: a later write of the same principal on the same subject ends the record
 * of an earlier one, so that a repeat is executed instead of being answered with the past.
 */
export const WriteSubject = z.object({
  /** Tools that write on the same things share the name. */
  name: z.string().min(1),
  /** Dotted paths that identify the subject, of arguments or else of the answer; a list stands for each of its items. */
  paths: z.array(z.string().min(1)).min(1).max(5),
});
export type WriteSubject = z.infer<typeof WriteSubject>;

/** Plans in ascending order. */
export const TIERS = ['free', 'personal', 'team', 'enterprise'] as const;
export const Tier = z.enum(TIERS);
export type Tier = z.infer<typeof Tier>;

/**
 * Everything that the platform knows about a tool (requirement A3). The registry stores it, front lists and guards the
 * tool by it, and the reference page is generated from it.
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
  argumentWarnings: z.array(ArgumentWarning).optional(),
  errorMappings: z.array(ErrorMapping),
  retry: RetryStrategy,
  monitoring: Monitoring,
  requiredScopes: z.array(z.string()),
  requiredTier: Tier.optional(),
  /** Milliseconds that one call may take, including all attempts. */
  timeoutMs: z.int().min(100).max(900_000),
  /** True if the tool reports progress or log messages while it works. */
  streaming: z.boolean(),
  /** Absent if every call is answered with its result. */
  task: TaskRule.optional(),
  /** True if the tool may be called without a credential, on `/mcp/public`. */
  public: z.boolean(),
  /** True if the tool moves money. A person then has to confirm the exact arguments of each call. */
  movesMoney: z.boolean(),
  /** True if the tool requires a recent sign-in with a second factor. */
  sensitive: z.boolean(),
  /** Paths of arguments that hold personal data or secrets. Logs mask them, and audit does not keep them. */
  sensitiveFields: z.array(z.string()),
  /**
   * Fields that only the first answer shows, such as a new key. The result that is kept for replays lacks them, so they
   * are optional in the output schema. A tool with such fields returns no content blocks of its own.
   */
  shownOnceFields: z.array(z.string()).optional(),
  /** The arguments that policies may read, and what audit keeps of each (audit-field.ts). */
  auditFields: AuditFields,
  /** The arguments that are amounts of money; policies and audit see their minor units as well (amount-field.ts). */
  amountFields: AmountFields.optional(),
  /**
   * Seconds in which the same call without an idempotency key counts as a retry, for tools of which a second execution
   * would have a second effect. 0 switches this off. See `retryWindowOf`.
   */
  reissueWindowSeconds: z.int().nonnegative().max(86_400).optional(),
  /** Without it, only the end of the retry window ends the record of a write. Not for tools that run as tasks. */
  subject: WriteSubject.optional(),
  /** The tool or place that shows whether a call with an unknown outcome was executed: "Check with …". */
  checkWith: z.string().min(1).optional(),
  /** True if the family can find out what became of an earlier call (`lookUp` in `defineTool`). */
  canLookUp: z.boolean().optional(),
  /** True if the family marks claimed calls as started, so that a call without the mark is known not to have run. */
  marksStart: z.boolean().optional(),
});
export type ToolDefinition = z.infer<typeof ToolDefinition>;

type Effects = Pick<ToolDefinition, 'annotations' | 'movesMoney'>;

/** Many calls of one tool in one request (requirement A22). */
export const BATCH_TOOL = 'batch_call';
/** Makes a call that a person has confirmed, by the token of its refusal. */
export const CONFIRM_TOOL = 'confirm_call';
/** Reads a resource, for clients that only know tools. */
export const READ_TOOL = 'read_resource';

/** The tools that front itself answers; no family has a tool of such a name. */
export const FRONT_TOOLS: readonly string[] = [BATCH_TOOL, CONFIRM_TOOL, READ_TOOL];

/** Whether calls of a tool claim their idempotency key. Calls that only read do not, unless they cost money. */
export function claimsKeys({ annotations, movesMoney }: Effects): boolean {
  return movesMoney || !annotations.readOnlyHint;
}

/** Default of the retry window. It is longer than clients wait before they retry a call whose connection broke. */
const REISSUE_WINDOW_SECONDS = 120;

/** Seconds in which the same call without a key counts as a retry; 0 if every call is executed. */
export function retryWindowOf(definition: Effects & Pick<ToolDefinition, 'reissueWindowSeconds'>): number {
  if (!claimsKeys(definition) || definition.annotations.idempotentHint) return 0;
  return definition.reissueWindowSeconds ?? REISSUE_WINDOW_SECONDS;
}
