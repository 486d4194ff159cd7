import * as z from 'zod';
import { ErrorBody } from './errors.ts';
import { SemanticVersion } from './json.ts';
import { Lineage } from './lineage.ts';
import { TaskHandle } from './task.ts';
import { Tier } from './tool-definition.ts';

/** The caller. `id` joins issuer and subject in one string, and stays the same when keys are rotated. */
export const Principal = z.object({
  id: z.string().min(1),
  tenant: z.string().min(1),
  tier: Tier,
  /**
   * The tier of the credential itself, if `tier` comes from a plan that was assigned and may end, such as a
   * subscription. New credentials, which outlast the assignment, get this tier.
   */
  credentialTier: Tier.optional(),
  roles: z.array(z.string()),
  scopes: z.array(z.string()),
  /** Id of the presented API key or token; never the credential itself. */
  credential: z.string(),
  /** Credentials from which this one descends, oldest first; the last one is the credential itself. */
  lineage: Lineage.optional(),
  /**
   * Unix seconds at which the credential ends; absent if it does not end, and for a sign-in, which the person renews.
   */
  endsAt: z.int().optional(),
  /** Tier of the agent's owner, whose limits also count the calls of the agent. */
  ownerTier: Tier.optional(),
  /** Name of the bundle to whose endpoint the credential is limited; absent: the credential opens the whole API. */
  bundle: z.string().optional(),
  /** True for machine clients, for which no person answers: a call that needs a confirmation is refused. */
  unattended: z.boolean().optional(),
  /** Unix seconds of the person's last authentication, if the credential says it. */
  authTime: z.int().optional(),
  /** How the person authenticated (RFC 8176), e.g. `pwd`, `otp`, `mfa`. */
  amr: z.array(z.string()).optional(),
  acr: z.string().optional(),
});
export type Principal = z.infer<typeof Principal>;

/** What front hands to the family with every call. */
export const CallContext = z.object({
  correlationId: z.string(),
  principal: Principal,
  /** Unix milliseconds after which front no longer waits for the answer. */
  deadline: z.int(),
  /**
   * Unix milliseconds at which front sent the invocation, by the clock that `deadline` is measured with. A family whose
   * own clock differs counts the remaining time from here.
   */
  sentAt: z.int().optional(),
  /** True if the call has less time than its tool may take, so that a timeout says nothing about the provider. */
  hurried: z.boolean().optional(),
  idempotencyKey: z.string().optional(),
  /**
   * Idempotency key for the provider, if the call is claimed: 32 hexadecimal digits, the same for every execution of
   * this call and different for every other call. The caller's own key is not passed on, since two callers may choose
   * the same.
   */
  providerKey: z.string().optional(),
  /** Name of the mark that the family sets before it executes a claimed call (`startedKey` in schemas/keys.ts). */
  startMark: z.string().optional(),
  /** W3C trace context of the caller, as found in `_meta`. */
  traceparent: z.string().optional(),
  tracestate: z.string().optional(),
  /** True if a person has confirmed exactly these arguments. */
  confirmed: z.boolean(),
  /** Key of the cancel record that a long call polls; absent if the call cannot be cancelled. */
  cancelRef: z.string().optional(),
  /** Lowest level of log messages that the client wants; absent: the client wants no messages. */
  logLevel: z.string().optional(),
  /** Capabilities that the client declared, for tools that answer `input_required`. */
  clientCapabilities: z.record(z.string(), z.unknown()).optional(),
  /** The client's answers to an earlier `input_required`, and the sealed state that came with it. */
  inputResponses: z.record(z.string(), z.unknown()).optional(),
  requestState: z.string().optional(),
  /**
   * `offered`: the caller accepts a task as the answer. `running`: this is the work of a task. Absent: the caller
   * waits.
   */
  task: z.enum(['offered', 'running']).optional(),
});
export type CallContext = z.infer<typeof CallContext>;

/** One request from front to a family. */
export const Invocation = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('tool'),
    tool: z.string(),
    version: SemanticVersion,
    arguments: z.record(z.string(), z.unknown()),
    context: CallContext,
  }),
  /** Asks for a sentence that says what the call would do, for a person to confirm. The outcome has it in `effect`. */
  z.object({
    kind: z.literal('effect'),
    tool: z.string(),
    version: SemanticVersion,
    arguments: z.record(z.string(), z.unknown()),
    context: CallContext,
  }),
  /**
   * Asks what became of an earlier call with these arguments and this provider key, without executing it. The outcome
   * has the finding in `lookUp`, and the result of the earlier call if it was found.
   */
  z.object({
    kind: z.literal('look-up'),
    tool: z.string(),
    version: SemanticVersion,
    arguments: z.record(z.string(), z.unknown()),
    context: CallContext,
  }),
  z.object({
    kind: z.literal('resource'),
    uri: z.string(),
    /** The URI template that front matched and checked; absent for a resource with a fixed URI. */
    template: z.string().optional(),
    context: CallContext,
  }),
  z.object({
    kind: z.literal('prompt'),
    prompt: z.string(),
    arguments: z.record(z.string(), z.string()),
    context: CallContext,
  }),
  z.object({
    kind: z.literal('completion'),
    ref: z.union([
      z.object({ type: z.literal('ref/prompt'), name: z.string() }),
      z.object({ type: z.literal('ref/resource'), uri: z.string() }),
    ]),
    argument: z.object({ name: z.string(), value: z.string() }),
    resolved: z.record(z.string(), z.string()),
    context: CallContext,
  }),
]);
export type Invocation = z.infer<typeof Invocation>;

/** A content block of MCP. The protocol defines the variants; front passes them on. */
export const ContentBlock = z.looseObject({ type: z.string() });
export type ContentBlock = z.infer<typeof ContentBlock>;

/** Facts about the answer that the client finds in `_meta`. */
export const OutcomeMeta = z.object({
  /** The provider's transaction id, for support. */
  providerTransactionId: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  /** True for a replay: the recorded result of an earlier call with the same idempotency key. */
  replayed: z.boolean().optional(),
  /** ISO 8601; when the call had ended whose result this is. */
  replayedFrom: z.string().optional(),
  /** True if the answer comes from the response cache, with its age in seconds. Only front sets these. */
  cached: z.boolean().optional(),
  ageSeconds: z.int().nonnegative().optional(),
  /** True if the cached response is past its time and is being refreshed; a later call may get a newer one. */
  stale: z.boolean().optional(),
});
export type OutcomeMeta = z.infer<typeof OutcomeMeta>;

/** The answer of a family; exactly one per invocation. */
export const Outcome = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('ok'),
    /** Result of a tool; it matches the output schema. */
    structuredContent: z.unknown().optional(),
    /** Content blocks, with or instead of the structured content. */
    content: z.array(ContentBlock).optional(),
    /** Contents of a resource. */
    contents: z.array(z.looseObject({ uri: z.string() })).optional(),
    /** Messages of a prompt. */
    messages: z.array(z.looseObject({ role: z.string() })).optional(),
    /** Values of a completion, best first. */
    values: z.array(z.string()).optional(),
    /** A sentence that says what the call would do. */
    effect: z.string().optional(),
    /** What became of an earlier call. `absent`: it is certain that the call was not executed and never will be. */
    lookUp: z.enum(['found', 'absent', 'unknown']).optional(),
    meta: OutcomeMeta,
  }),
  z.object({
    status: z.literal('input_required'),
    inputRequests: z.record(
      z.string(),
      z.object({ method: z.string(), params: z.record(z.string(), z.unknown()).optional() }),
    ),
    requestState: z.string().optional(),
    meta: OutcomeMeta,
  }),
  z.object({ status: z.literal('error'), error: ErrorBody, meta: OutcomeMeta }),
  /** The work continues as a task, if the caller accepts one. Front adds which task it is. */
  z.object({ status: z.literal('task'), task: TaskHandle.optional(), meta: OutcomeMeta }),
]);
export type Outcome = z.infer<typeof Outcome>;

/** One line of a streamed answer (newline-delimited JSON). The last line holds the outcome. */
export const Frame = z.discriminatedUnion('frame', [
  z.object({
    frame: z.literal('progress'),
    progress: z.number(),
    total: z.number().optional(),
    message: z.string().optional(),
  }),
  z.object({ frame: z.literal('log'), level: z.string(), data: z.unknown(), logger: z.string().optional() }),
  z.object({ frame: z.literal('outcome'), outcome: Outcome }),
]);
export type Frame = z.infer<typeof Frame>;
