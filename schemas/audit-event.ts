import * as z from 'zod';
import { ErrorCode } from './errors.ts';

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
    'approvals/decide',
    'auth/token',
    'auth/revoke',
    'keys/create',
    'keys/revoke',
    'signing-keys/rotate',
  ]),
  /** Name of the tool or prompt, the resource's URI or URI template (what fills it may be personal), the kind of grant, or the id of what is changed. */
  target: z.string(),
  version: z.string().optional(),
  /** Keyed hash (HMAC-SHA-256) of the canonical arguments, hexadecimal. */
  argumentsHash: z.string(),
  /** The arguments that policies may read, as the tool's `auditFields` name them. */
  argumentsProjection: z.record(z.string(), z.unknown()),
  /** What policy decided, and the policies that determined it, as `id@version`. */
  decision: z.enum(['allow', 'deny', 'requires-approval']).optional(),
  policies: z.array(z.string()).optional(),
  /** Policies on trial that would have decided otherwise, as `id@version:effect`. */
  logOnly: z.array(z.string()).optional(),
  /** What the input guards noticed, as `kind:field:pattern`; never the text itself. */
  findings: z.array(z.string()).optional(),
  consent: z.string().optional(),
  reason: z.string().optional(),
  outcome: z.enum(['ok', 'error', 'refused', 'input_required']).optional(),
  errorCode: ErrorCode.optional(),
  /** True where the answer came from the response cache and no family was asked. */
  cached: z.boolean().optional(),
  resultHash: z.string().optional(),
  latencyMs: z.int().optional(),
  requestBytes: z.int().optional(),
  responseBytes: z.int().optional(),
});
export type AuditEvent = z.infer<typeof AuditEvent>;
