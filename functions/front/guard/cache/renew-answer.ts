import { randomUUID } from 'node:crypto';
import type { CacheRenewal } from '../../../../schemas/cache-renewal.ts';
import type { CacheLookup } from '../../../platform/cache/response-cache.ts';
import { auditOf, eventOf } from '../audit/audited.ts';
import type { Cacheable, GuardedCall } from '../guarded-call.ts';
import { unlessCacheFails } from './cache-fault.ts';

/**
 * Has a stale answer renewed, unless a renewal is under way: a lease admits one over all instances. The lease lasts for as
 * long as the family may take, and a failed renewal keeps it, so that a provider that is down is asked once in that time
 * and not by every call. Never fails the call, which has its answer.
 */
export async function renewAnswer(call: GuardedCall, { slot, rule }: Cacheable, seen: CacheLookup): Promise<void> {
  const { answer, generations, leased } = seen;
  if (!answer?.stale || leased) return;
  const { cache, renewals } = call.services;
  const owner = randomUUID();
  const lease = { owner, until: Date.now() + call.tool.definition.timeoutMs, generations, renews: answer };
  if (!(await unlessCacheFails(cache.lease(slot, lease)))) return;
  const begun = await unlessCacheFails(
    renewalOf(call, { slot, rule, generations, owner })
      .then((renewal) => renewals.start(renewal))
      .then(() => true),
  );
  if (!begun) await unlessCacheFails(cache.release(slot, owner));
}

type Owned = Cacheable & { generations: string; owner: string };

async function renewalOf(call: GuardedCall, { owner, ...wanted }: Owned): Promise<CacheRenewal> {
  const { definition, target } = call.tool;
  // The caller has its answer by then, so its cancellation, its own answers and its idempotency key stay behind.
  const { correlationId, principal, deadline, traceparent } = call.context;
  return {
    ...wanted,
    slot: { ...wanted.slot, scopes: [...wanted.slot.scopes] },
    owner,
    target,
    invocation: {
      kind: 'tool',
      tool: definition.name,
      version: definition.version,
      arguments: call.arguments,
      context: { correlationId, principal, deadline, confirmed: false, ...(traceparent ? { traceparent } : {}) },
    },
    timeoutMs: definition.timeoutMs,
    intent: { ...(await eventOf(auditOf(call), 'intent')), callId: owner },
  };
}
