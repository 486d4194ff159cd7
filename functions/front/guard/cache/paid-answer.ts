import { count } from '../../../core/logging/metrics.ts';
import { isRepeat } from '../exactly-once/repeat.ts';
import type { Guard } from '../guarded-call.ts';
import { answerFromCache } from './answer-from-cache.ts';
import { cacheableOf } from './cacheable.ts';
import { orFault } from './signals.ts';

/**
 * Looks for the answer of a tool that pays for it, before anybody is asked to confirm: what is known already costs
 * nothing, so there is nothing to agree to. A repeat under a known idempotency key gets its own result instead.
 */
export const paidAnswer: Guard = async (call, next) => {
  const keyed = call.context.idempotencyKey !== undefined;
  if (!call.tool.definition.movesMoney || (keyed && (await isRepeat(call)))) return next();
  const cacheable = await cacheableOf(call);
  if (!cacheable) return next();
  const look = await orFault(call.services.cache.get(cacheable.slot));
  if (look?.answer) return answerFromCache(call, look.answer);
  count('CacheMiss');
  if (look) call.established.missed = { ...cacheable, generations: look.generations };
  return next();
};
