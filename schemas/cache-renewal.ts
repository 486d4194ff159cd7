import * as z from 'zod';
import { AuditEvent } from './audit-event.ts';
import { Invocation } from './invocation.ts';
import { FamilyTarget } from './registry-records.ts';
import { CacheRule } from './tool-definition.ts';

/** What invalidates a cached response; see functions/platform/cache/response-cache.ts. */
const Scope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tool'), tool: z.string() }),
  z.object({ kind: z.literal('principal'), tenant: z.string(), principal: z.string() }),
  z.object({ kind: z.literal('event'), event: z.string() }),
]);

/**
 * The order to refresh one stale cached response, from front to the cache renewer. The guards have already let the call
 * pass, so the renewer only asks the family, stores its answer and records both in the audit trail.
 */
export const CacheRenewal = z.object({
  slot: z.object({ tenant: z.string(), hash: z.string(), scopes: z.array(Scope) }),
  /** Owner of the lease; also the call id in the audit trail. */
  owner: z.string(),
  /** The generations of the cache at the time that the stale response was found. */
  generations: z.string(),
  rule: CacheRule,
  target: FamilyTarget,
  /** The call whose answer is refreshed. The renewer sets a new deadline. */
  invocation: Invocation,
  /** Milliseconds that the family may take, from the tool's definition. */
  timeoutMs: z.int().positive(),
  /** The audit intent. The renewer sets its time. */
  intent: AuditEvent,
});
export type CacheRenewal = z.infer<typeof CacheRenewal>;
