import * as z from 'zod';
import { ErrorBody } from './errors.ts';
import { SemanticVersion } from './json.ts';
import { Lineage } from './lineage.ts';
import { TaskHandle } from './task.ts';
import { Tier } from './tool-definition.ts';

/** Who calls. `id` is (issuer, subject) in one string and stays the same over key rotation. */
export const Principal = z.object({
  id: z.string().min(1),
  tenant: z.string().min(1),
  tier: Tier,
  /**
   * The tier that the credential itself says, where `tier` is that of a plan that was given and may be taken back, such
   * as a subscription: what lasts longer than that, a new key for one, goes by this one.
   */
  credentialTier: Tier.optional(),
  roles: z.array(z.string()),
  scopes: z.array(z.string()),
  /** Id of the API key or token that was presented; never the credential itself. */
  credential: z.string(),
  /** What the credential was made with, the first one first, and the credential itself as the last. */
  lineage: Lineage.optional(),
  /** Unix seconds at which the credential ends; absent where it does not, and for a sign-in, which its person renews. */
  endsAt: z.int().optional(),
  /** Tier of the owner of an agent: the limits of its owner count what the agent does too. */
  ownerTier: Tier.optional(),
  /** Name of the bundle to whose endpoint the credential is limited; absent: it opens the whole API. */
  bundle: z.string().optional(),
  /** True for a caller behind which nobody sits: it is never asked to confirm, but refused. */
  unattended: z.boolean().optional(),
  /** Unix seconds of the last authentication by the person, where the credential tells. */
  authTime: z.int().optional(),
  /** How the person authenticated (RFC 8176), e.g. `pwd`, `otp`, `mfa`. */
  amr: z.array(z.string()).optional(),
  acr: z.string().optional(),
});
export type Principal = z.infer<typeof Principal>;

/** What travels with every call, from front to family. */
export const CallContext = z.object({
  correlationId: z.string(),
  principal: Principal,
  /** Unix time in milliseconds after which nobody waits for the answer any more. */
  deadline: z.int(),
  /**
   * Unix time in milliseconds at which it was handed over, by the clock that `deadline` is of: whose own clock is off
   * counts from here.
   */
  sentAt: z.int().optional(),
  /** True where the call has less time than its tool may take: running out of it says nothing of the provider. */
  hurried: z.boolean().optional(),
  idempotencyKey: z.string().optional(),
  /**
   * Key for the provider, where the call is claimed: the same for every execution of this one call, another for any
   * other, whoever sends it (32 hexadecimal digits). What the caller chose may be anything, and somebody else's too.
   */
  providerKey: z.string().optional(),
  /** Name of the mark that a family sets before it executes a claimed call (schemas/keys.ts, `startedKey`). */
  startMark: z.string().optional(),
  /** W3C trace context of the caller, as found in `_meta`. */
  traceparent: z.string().optional(),
  tracestate: z.string().optional(),
  /** True once the exact arguments have been confirmed. */
  confirmed: z.boolean(),
  /** Key of the cancel record that a long call polls; absent where the call cannot be cancelled. */
  cancelRef: z.string().optional(),
  /** Lowest level of log messages that the client asked for; absent: none. */
  logLevel: z.string().optional(),
  /** Capabilities that the client declared, for tools that answer `input_required`. */
  clientCapabilities: z.record(z.string(), z.unknown()).optional(),
  /** Answers to an earlier `input_required`, and its sealed state, as the client returned them. */
  inputResponses: z.record(z.string(), z.unknown()).optional(),
  requestState: z.string().optional(),
  /** `offered`: the caller takes a task for an answer; `running`: this is the work of one. Absent: it waits. */
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
  /** Asks what a call would do, in words, without doing it: what a person is to confirm. Answered in `effect`. */
  z.object({
    kind: z.literal('effect'),
    tool: z.string(),
    version: SemanticVersion,
    arguments: z.record(z.string(), z.unknown()),
    context: CallContext,
  }),
  /**
   * Asks what became of an earlier call with these arguments and this provider key, without doing it. Answered in
   * `lookUp`, and with the result where it was found.
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
    /** The template that front matched, and whose owner and policies it has looked at; absent for a resource of its own. */
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

/** An MCP content block; the protocol defines its variants, families pass them through. */
export const ContentBlock = z.looseObject({ type: z.string() });
export type ContentBlock = z.infer<typeof ContentBlock>;

/** Facts on the answer that reach the client in `_meta`. */
export const OutcomeMeta = z.object({
  /** Transaction id that the provider gave, for support. */
  providerTransactionId: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  /** True where this is the kept result of an earlier call with the same idempotency key. */
  replayed: z.boolean().optional(),
  /** True where the answer comes from the response cache, which front alone says; with the age of what is answered. */
  cached: z.boolean().optional(),
  ageSeconds: z.int().nonnegative().optional(),
  /** True where its time is over and a newer one is being got: asking again in a moment may tell more. */
  stale: z.boolean().optional(),
});
export type OutcomeMeta = z.infer<typeof OutcomeMeta>;

/** What a family answers, exactly once per invocation. */
export const Outcome = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('ok'),
    /** Result of a tool: matches its output schema. */
    structuredContent: z.unknown().optional(),
    /** Content blocks beside or in place of the structured content. */
    content: z.array(ContentBlock).optional(),
    /** Contents of a resource. */
    contents: z.array(z.looseObject({ uri: z.string() })).optional(),
    /** Messages of a prompt. */
    messages: z.array(z.looseObject({ role: z.string() })).optional(),
    /** Values of a completion, best first. */
    values: z.array(z.string()).optional(),
    /** What a call would do, in one sentence. */
    effect: z.string().optional(),
    /** What became of an earlier call: `absent` only where it is certain that it has not happened and will not. */
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
  /** The work goes on as a task. A family says so where one is offered; which task it is, front adds. */
  z.object({ status: z.literal('task'), task: TaskHandle.optional(), meta: OutcomeMeta }),
]);
export type Outcome = z.infer<typeof Outcome>;

/** One line of a streamed answer (newline-delimited JSON); the last frame is the outcome. */
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
