import * as z from 'zod';
import { AuditEvent } from './audit-event.ts';
import { Invocation } from './invocation.ts';
import { FamilyTarget } from './registry-records.ts';
import { CacheRule } from './tool-definition.ts';

/** What an answer is made void by; see functions/platform/cache/response-cache.ts. */
const Scope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tool'), tool: z.string() }),
  z.object({ kind: z.literal('principal'), tenant: z.string(), principal: z.string() }),
  z.object({ kind: z.literal('event'), event: z.string() }),
]);

/**
 * The renewal of one stale answer, from front to the cache renewer. What front decided about the call that found the
 * answer is decided: the renewer asks the family, keeps what it says, and has both audited.
 */
export const CacheRenewal = z.object({
  slot: z.object({ tenant: z.string(), hash: z.string(), scopes: z.array(Scope) }),
  /** Owner of the lease, and call id in the audit trail. */
  owner: z.string(),
  /** As they were when the stale answer was found. */
  generations: z.string(),
  rule: CacheRule,
  target: FamilyTarget,
  /** The call whose answer is wanted; its deadline is set anew. */
  invocation: Invocation,
  /** Milliseconds that the family may take, as the tool's definition says. */
  timeoutMs: z.int().positive(),
  /** The audit intent; its time is set anew. */
  intent: AuditEvent,
});
export type CacheRenewal = z.infer<typeof CacheRenewal>;
