import { randomUUID } from 'node:crypto';
import type { CacheRenewal } from '../../../../schemas/cache-renewal.ts';
import type { CacheLook } from '../../../platform/cache/response-cache.ts';
import { auditOf } from '../audit/audit-of-call.ts';
import { eventOf } from '../audit/audited.ts';
import type { GuardedCall } from '../guarded-call.ts';
import type { Cacheable } from './cacheable.ts';
import { orFault } from './signals.ts';

/**
 * Has a stale answer renewed, unless somebody does so already: the lease lets one through over all instances. It lasts
 * for as long as the family may take; a renewal that fails keeps it, so that a provider that is down is asked once in
 * that time and not by every call. Never fails the call, which has its answer.
 */
export async function renewAnswer(call: GuardedCall, { slot, rule }: Cacheable, seen: CacheLook): Promise<void> {
  const { answer, generations, leased } = seen;
  if (!answer?.stale || leased) return;
  const { cache, renewals } = call.services;
  const owner = randomUUID();
  const lease = { owner, until: Date.now() + call.tool.definition.timeoutMs, generations, renews: answer };
  if (!(await orFault(cache.lease(slot, lease)))) return;
  const begun = await orFault(
    renewalOf(call, { slot, rule, generations, owner })
      .then((renewal) => renewals.start(renewal))
      .then(() => true),
  );
  if (!begun) await orFault(cache.release(slot, owner));
}

type Owned = Cacheable & { generations: string; owner: string };

async function renewalOf(call: GuardedCall, { owner, ...wanted }: Owned): Promise<CacheRenewal> {
  const { definition, target } = call.tool;
  // The caller has gone by then: what it could still say, stop or repeat does not concern the renewal.
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
