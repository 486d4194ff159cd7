import * as z from 'zod';
import { ErrorCode } from './errors.ts';
import { Tier } from './tool-definition.ts';

/** What of a principal policies look at, and where it asked. */
export const AuditedPrincipal = z.object({
  roles: z.array(z.string()),
  scopes: z.array(z.string()),
  tier: Tier,
  unattended: z.boolean().optional(),
  /** Seconds since the second factor; absent where there was none. */
  mfaAgeSeconds: z.int().nonnegative().optional(),
  /** `all`, `public` or the name of a bundle. */
  endpoint: z.string(),
});
export type AuditedPrincipal = z.infer<typeof AuditedPrincipal>;

/**
 * One audit event. Every call leaves two: an intent before anything is done, an outcome before the answer leaves.
 * No personal data: arguments and results are there as keyed hashes, addresses are masked.
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
    /** Credentials that the authorizer refused, and requests refused before they were a message: audit/refusals.ts. */
    'auth/refused',
    'request/refused',
  ]),
  /** Name of the tool or prompt, the resource's URI or URI template (what fills it may be personal), the kind of grant, or the id of what is changed. */
  target: z.string(),
  version: z.string().optional(),
  /** Keyed hash (HMAC-SHA-256) of the canonical arguments, hexadecimal. */
  argumentsHash: z.string(),
  /**
   * The arguments that policies may read, as the tool's `auditFields` declare them: in clear, `{ person }` for ids of
   * people, `{ hash }` for what is not kept (audit-values.ts).
   */
  argumentsProjection: z.record(z.string(), z.unknown()),
  /** What policy decided, and the policies that determined it, as `id@version`. */
  decision: z.enum(['allow', 'deny', 'requires-approval']).optional(),
  policies: z.array(z.string()).optional(),
  /** Policies on trial that would have decided otherwise, as `id@version:effect`. */
  logOnly: z.array(z.string()).optional(),
  /** What the input guards noticed, as `kind:field:pattern`; never the text itself. */
  findings: z.array(z.string()).optional(),
  consent: z.string().optional(),
  /** Keyed hash of the reason that the caller gave: equal reasons can be told, the text is not kept. */
  reasonHash: z.string().optional(),
  /** `unknown`: no outcome came, and the sealer has closed the call (ADR 0020). */
  outcome: z.enum(['ok', 'error', 'refused', 'input_required', 'task', 'unknown']).optional(),
  errorCode: ErrorCode.optional(),
  /** True where the answer came from the response cache and no family was asked. */
  cached: z.boolean().optional(),
  /** With what the principal asked, as far as policies look at it: what `npm run policy -- replay` needs. Outcomes have it. */
  asked: AuditedPrincipal.optional(),
  /** The principal that a change concerns, where that is not who makes it. */
  subject: z.string().optional(),
  /** What an administrator's change found, and what it left: sensitive fields are masked (audit/changes.ts). */
  before: z.record(z.string(), z.unknown()).optional(),
  after: z.record(z.string(), z.unknown()).optional(),
  /** How many refusals an event stands for, where they are not written one by one. */
  count: z.int().positive().optional(),
  resultHash: z.string().optional(),
  latencyMs: z.int().optional(),
  requestBytes: z.int().optional(),
  responseBytes: z.int().optional(),
});
export type AuditEvent = z.infer<typeof AuditEvent>;
