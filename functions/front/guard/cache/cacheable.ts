import type { CacheRule } from '../../../../schemas/tool-definition.ts';
import { slotOf } from '../../../platform/cache/cache-key.ts';
import type { CacheSlot } from '../../../platform/cache/response-cache.ts';
import { CONFIRM } from '../confirmation/effect.ts';
import type { GuardedCall } from '../guarded-call.ts';

/** The slot of a call whose answer may be kept, and the rule by which it is. */
export interface Cacheable {
  readonly slot: CacheSlot;
  readonly rule: CacheRule;
}

/**
 * What of a call may come from the cache: tools with a rule, those that only read, and those that pay for an answer
 * (a penny drop): their rule says that the answer is what is wanted, not the payment. Anything else that changes
 * something is done each time.
 */
export async function cacheableOf(call: GuardedCall): Promise<Cacheable | undefined> {
  const { definition } = call.tool;
  const { cache: rule, annotations, movesMoney } = definition;
  if (rule === undefined || !(annotations.readOnlyHint || movesMoney)) return undefined;
  if (call.bypassCache || continuesDialogue(call)) return undefined;
  const key = await call.services.key('cache');
  const slot = slotOf({ definition, rule, principal: call.context.principal, arguments: call.arguments, key });
  // A stale answer is renewed behind the caller's back, which must cost nobody anything.
  return { slot, rule: movesMoney ? { ...rule, staleSeconds: undefined } : rule };
}

/** A call that brings back what its family asked for depends on more than its arguments. A confirmation is front's own. */
function continuesDialogue({ context: { inputResponses = {}, requestState } }: GuardedCall): boolean {
  return requestState !== undefined || Object.keys(inputResponses).some((name) => name !== CONFIRM);
}
