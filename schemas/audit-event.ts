import * as z from 'zod';
import { ErrorCode } from './errors.ts';
import { Tier } from './tool-definition.ts';

/** The properties of a principal that policies read, and the endpoint that it called. */
export const AuditedPrincipal = z.object({
  roles: z.array(z.string()),
  scopes: z.array(z.string()),
  tier: Tier,
  unattended: z.boolean().optional(),
  /** Seconds since the sign-in with a second factor; absent if there was no second factor. */
  mfaAgeSeconds: z.int().nonnegative().optional(),
  /** `all`, `public` or the name of a bundle. */
  endpoint: z.string(),
});
export type AuditedPrincipal = z.infer<typeof AuditedPrincipal>;

/**
 * One audit event. Every call leaves two: an intent before anything is executed, and an outcome before the answer is
 * sent. Events hold no personal data: arguments and results are keyed hashes, addresses are masked.
 */
export const AuditEvent = z.object({
  callId: z.string(),
  phase: z.enum(['intent', 'outcome']),
  /** ISO 8601, UTC, milliseconds. */
  at: z.string(),
  correlationId: z.string(),
  tenant: z.string(),
  principal: z.string(),
  credential: z.string(),
  /** Client address with its host part masked: IPv4 /24, IPv6 /48. */
  address: z.string(),
  operation: z.enum([
    'tools/call',
    'resources/read',
    'prompts/get',
    'completion/complete',
    'tasks/update',
    'tasks/cancel',
    'approvals/decide',
    'auth/token',
    'auth/revoke',
    'keys/create',
    'keys/revoke',
    'signing-keys/rotate',
    'plans/set',
    'plans/assign',
    'policies/save',
    'registry/status',
    'cache/invalidate',
    'principals/erase',
    'audit/pass',
    'webhooks/receive',
    /** Refusals by the authorizer, and of requests that hold no valid message: platform/audit/refusals.ts. */
    'auth/refused',
    'request/refused',
  ]),
  /**
   * Name of the tool or prompt, URI or URI template of the resource (values of a template may be personal), kind of the
   * grant, or id of the changed record.
   */
  target: z.string(),
  version: z.string().optional(),
  /** Keyed hash (HMAC-SHA-256) of the canonical arguments, hexadecimal. */
  argumentsHash: z.string(),
  /**
   * The arguments that policies may read, as the tool's `auditFields` declare them: in clear, as `{ person }` for ids
   * of people, or as `{ hash }` (audit-values.ts).
   */
  argumentsProjection: z.record(z.string(), z.unknown()),
  /** The decision, and the policies that determined it, as `id@version`. */
  decision: z.enum(['allow', 'deny', 'requires-approval']).optional(),
  policies: z.array(z.string()).optional(),
  /** LOG_ONLY policies that would have decided otherwise, as `id@version:effect`. */
  logOnly: z.array(z.string()).optional(),
  /** Findings of the input guards as `kind:field:pattern`, without the text itself. */
  findings: z.array(z.string()).optional(),
  consent: z.string().optional(),
  /** Keyed hash of the reason that the caller gave; equal reasons have equal hashes. The text is not kept. */
  reasonHash: z.string().optional(),
  /** `unknown`: no outcome was recorded in time, and the sealer has closed the call (ADR 0020). */
  outcome: z.enum(['ok', 'error', 'refused', 'input_required', 'task', 'unknown']).optional(),
  errorCode: ErrorCode.optional(),
  /** True if the answer came from the response cache, so no family was asked. */
  cached: z.boolean().optional(),
  /** The principal as policies saw it. `npm run policy -- replay` needs it. Only outcomes have it. */
  asked: AuditedPrincipal.optional(),
  /** The principal that a change concerns, if it is not the one that makes the change. */
  subject: z.string().optional(),
  /** State before and after an administrator's change; sensitive fields are masked (platform/audit/changes.ts). */
  before: z.record(z.string(), z.unknown()).optional(),
  after: z.record(z.string(), z.unknown()).optional(),
  /** Number of refusals that this event stands for, if refusals are counted rather than written one by one. */
  count: z.int().positive().optional(),
  resultHash: z.string().optional(),
  latencyMs: z.int().optional(),
  requestBytes: z.int().optional(),
  responseBytes: z.int().optional(),
  /**
   * 128 random bits, hexadecimal, in the event's key. Roles that write events cannot read them, so none of them can name
   * the item of an event and replace it. Events of earlier versions have none.
   */
  nonce: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
});
export type AuditEvent = z.infer<typeof AuditEvent>;
