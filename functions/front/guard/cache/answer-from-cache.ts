import type { Outcome } from '../../../../schemas/invocation.ts';
import type { CacheLook } from '../../../runtime/cache/response-cache.ts';
import { count } from '../../../runtime/logging/metrics.ts';
import { audited } from '../audited.ts';
import { auditOf } from '../dispatch-tool.ts';
import type { GuardedCall } from '../guarded-call.ts';

/** Answers with what was kept: audited like any call, with intent and outcome, and marked with its age. */
export function answerFromCache(call: GuardedCall, answer: NonNullable<CacheLook['answer']>): Promise<Outcome> {
  count('CacheHit');
  const { outcome, storedAt } = answer;
  const ageSeconds = Math.max(0, Math.floor((Date.now() - storedAt) / 1000));
  call.established.intended = true;
  return audited(auditOf(call), async () => ({ ...outcome, meta: { ...outcome.meta, cached: true, ageSeconds } }));
}
