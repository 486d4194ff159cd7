import { claimKey, reissueKey } from '../../../../schemas/keys.ts';
import { claimsKeys, reissueWindowOf } from '../../../../schemas/tool-definition.ts';
import { sharedTime } from '../../../core/aws/shared-clock.ts';
import { hashOf } from '../../../core/json/canonical.ts';
import { type ClaimRequest, isClaimed } from '../../../platform/idempotency/claim-repository.ts';
import { CONFIRM } from '../confirmation/effect.ts';
import type { GuardedCall } from '../guarded-call.ts';

/** How long an idempotency key is remembered: a day, as payment providers do. */
const KEY_SECONDS = 24 * 3600;

/**
 * What the call claims: its idempotency key; or itself, where it has no key and executing it twice would do it twice.
 * The 2026 revision has clients send a broken call once more under a new id, and nothing else would tell the two apart
 * from one. Undefined for reads, and for what may run each time.
 */
export function claimOf({ tool, context, argumentsHash, callId }: GuardedCall): ClaimRequest | undefined {
  const { definition } = tool;
  if (!claimsKeys(definition)) return undefined;
  const { idempotencyKey, principal } = context;
  const deadline = sharedTime(context.deadline);
  const { tenant, id } = principal;
  const { name } = definition;
  const { marksStart: marks = false, shownOnceFields: shownOnce } = definition;
  const shared = { tool: name, argumentsHash, owner: callId, deadline, marks, ...(shownOnce ? { shownOnce } : {}) };
  if (idempotencyKey !== undefined) {
    const providerKey = digest(['key', tenant, id, name, idempotencyKey]);
    const at = claimKey(tenant, id, idempotencyKey);
    return { ...shared, at, providerKey, keepSeconds: KEY_SECONDS, retriesFailures: false };
  }
  const keepSeconds = reissueWindowOf(definition);
  if (keepSeconds === 0) return undefined;
  const [major] = definition.version.split('.');
  // The hash of the arguments is keyed, so nothing can be read from this one either.
  const at = reissueKey(tenant, id, hashOf([name, major, argumentsHash, ...answersIn(context)]));
  return { ...shared, at, providerKey: digest(['call', tenant, callId]), keepSeconds, retriesFailures: true };
}

const digest = (parts: string[]) => hashOf(parts).slice(0, 32);

/** What the caller answered to its family: with another answer it is another call. A confirmation is front's own. */
function answersIn({ inputResponses = {}, requestState }: GuardedCall['context']): unknown[] {
  const { [CONFIRM]: _confirmation, ...answers } = inputResponses;
  return Object.keys(answers).length === 0 && requestState === undefined ? [] : [answers, requestState ?? null];
}

/**
 * Whether the call repeats one that is known: it gets what became of that one, so nobody is asked a second time. The
 * write claim then holds it to that and lets nothing run, even if the claim comes free in between.
 */
export async function isRepeat(call: GuardedCall): Promise<boolean> {
  const claim = claimOf(call);
  if (!claim || !(await isClaimed(call.services.state, claim.at))) return false;
  call.established.repeat = true;
  return true;
}
