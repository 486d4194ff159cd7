import type { Outcome } from '../../../../schemas/invocation.ts';
import { count } from '../../../core/logging/metrics.ts';
import type { KeptAnswer } from '../../../platform/cache/response-cache.ts';
import { auditOf } from '../audit/audit-of-call.ts';
import { auditedAnswer } from '../audit/audited.ts';
import type { GuardedCall } from '../guarded-call.ts';

/** Answers with what was kept: audited like any call, with intent and outcome, and marked with its age. */
export function answerFromCache(call: GuardedCall, answer: KeptAnswer): Promise<Outcome> {
  count('CacheHit');
  if (answer.stale) count('CacheStale');
  call.established.intended = true;
  return auditedAnswer(auditOf(call), outcomeOf(answer, call.request.correlationId));
}

/** A kept failure is told under the id of this call, by which its operators find it; its time is when it happened. */
function outcomeOf({ outcome, storedAt, stale }: KeptAnswer, correlationId: string): Outcome {
  const ageSeconds = Math.max(0, Math.floor((Date.now() - storedAt) / 1000));
  const meta = { ...outcome.meta, cached: true, ageSeconds, ...(stale ? { stale } : {}) };
  if (outcome.status === 'error') return { ...outcome, error: { ...outcome.error, correlationId }, meta };
  return { ...outcome, meta };
}
