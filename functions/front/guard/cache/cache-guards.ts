import type { Outcome } from '../../../../schemas/invocation.ts';
import { count } from '../../../core/logging/metrics.ts';
import type { CacheLook } from '../../../platform/cache/response-cache.ts';
import { whatToKeep } from '../../../platform/cache/what-to-keep.ts';
import type { Guard, GuardedCall, Missed, Next } from '../guarded-call.ts';
import { answerFromCache } from './answer-from-cache.ts';
import { awaitAnswer } from './await-answer.ts';
import { type Cacheable, cacheableOf } from './cacheable.ts';
import { renewAnswer } from './renew-answer.ts';
import { orFault } from './signals.ts';

/**
 * Answers reads from the cache (requirement A12), and keeps what its rule lets it. Of simultaneous misses one asks the
 * family, on whichever instances they are; the others wait for its answer, and after half of their time ask for
 * themselves. A stale answer is given at once and renewed behind it. A fault of the cache is a miss. Answers that were
 * paid for are looked up before (paid-answer.ts) and kept here.
 */
export const responseCache: Guard = async (call, next) => {
  if (call.tool.definition.movesMoney) {
    const { missed } = call.established;
    return missed ? ask(call, missed, next) : next();
  }
  const cacheable = await cacheableOf(call);
  if (!cacheable) return next();
  const { cache } = call.services;
  const { slot } = cacheable;
  const first = await orFault(cache.get(slot));
  if (!first) return missing(next);
  if (first.answer) return found(call, cacheable, { ...first, answer: first.answer });
  const now = Date.now();
  const lease = {
    owner: call.callId,
    until: now + Math.max(0, call.context.deadline - now) / 2,
    generations: first.generations,
  };
  const leased = await orFault(cache.lease(slot, lease));
  if (leased !== false) {
    return missing(() => ask(call, { ...cacheable, generations: first.generations, leased }, next));
  }
  const later = await orFault(awaitAnswer(() => cache.isLeased(slot), lease.until).then(() => cache.get(slot)));
  if (!later) return missing(next);
  if (later.answer) return found(call, cacheable, { ...later, answer: later.answer });
  return missing(() => ask(call, { ...cacheable, generations: later.generations }, next));
};

type Found = CacheLook & Required<Pick<CacheLook, 'answer'>>;

/** Answers with what was kept. A renewal is begun beside it: once the answer has left, the instance may be frozen. */
async function found(call: GuardedCall, cacheable: Cacheable, look: Found): Promise<Outcome> {
  const [outcome] = await Promise.all([answerFromCache(call, look.answer), renewAnswer(call, cacheable, look)]);
  return outcome;
}

function missing(next: Next): Promise<Outcome> {
  count('CacheMiss');
  return next();
}

/** Asks the family and keeps what the rule names; whoever waits for anything else is let go. */
async function ask(call: GuardedCall, missed: Missed & { leased?: boolean }, next: Next): Promise<Outcome> {
  const { cache } = call.services;
  const { slot, rule, leased, generations } = missed;
  let kept: boolean | undefined = false;
  try {
    const outcome = await next();
    const answer = whatToKeep(outcome, rule);
    if (answer) kept = await orFault(cache.put(slot, { ...answer, generations }));
    return outcome;
  } finally {
    if (leased && !kept) await orFault(cache.release(slot, call.callId));
  }
}
