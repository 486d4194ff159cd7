import type { Outcome } from '../../../../schemas/invocation.ts';
import { count } from '../../../core/logging/metrics.ts';
import type { CachedResponse } from '../../../platform/cache/response-cache.ts';
import { auditedAnswer, auditOf } from '../audit/audited.ts';
import type { GuardedCall } from '../guarded-call.ts';

/** Answers with the cached response: audited like any call, with intent and outcome, and marked with its age. */
export function answerFromCache(call: GuardedCall, answer: CachedResponse): Promise<Outcome> {
  count('CacheHit');
  if (answer.stale) count('CacheStale');
  call.established.intended = true;
  return auditedAnswer(auditOf(call), outcomeOf(answer, call.request.correlationId));
}

/** A cached failure carries the correlation id of this call, by which operators find it; its time is when it happened. */
function outcomeOf({ outcome, storedAt, stale }: CachedResponse, correlationId: string): Outcome {
  const ageSeconds = Math.max(0, Math.floor((Date.now() - storedAt) / 1000));
  const meta = { ...outcome.meta, cached: true, ageSeconds, ...(stale ? { stale } : {}) };
  if (outcome.status === 'error') return { ...outcome, error: { ...outcome.error, correlationId }, meta };
  return { ...outcome, meta };
}
