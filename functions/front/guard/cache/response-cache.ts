import type { Outcome } from '../../../../schemas/invocation.ts';
import { count } from '../../../runtime/logging/metrics.ts';
import type { Guard, GuardedCall, Missed, Next } from '../guarded-call.ts';
import { answerFromCache } from './answer-from-cache.ts';
import { awaitAnswer } from './await-answer.ts';
import { cacheableOf } from './cacheable.ts';
import { orFault } from './signals.ts';

/**
 * Answers reads from the cache (requirement A12), and keeps what went well. Of simultaneous misses one asks the family,
 * on whichever instances they are; the others wait for its answer, and after half of their time ask for themselves.
 * A fault of the cache is a miss. Answers that were paid for are looked up before (paid-answer.ts) and kept here.
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
  if (first?.answer) return answerFromCache(call, first.answer);
  if (!first) return missing(next);
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
  const later = await awaitAnswer(() => orFault(cache.get(slot)), lease.until);
  if (later?.answer) return answerFromCache(call, later.answer);
  if (!later) return missing(next);
  return missing(() => ask(call, { ...cacheable, generations: later.generations }, next));
};

function missing(next: Next): Promise<Outcome> {
  count('CacheMiss');
  return next();
}

/** Asks the family and keeps what went well; whoever waits for anything else is let go. */
async function ask(call: GuardedCall, missed: Missed & { leased?: boolean }, next: Next): Promise<Outcome> {
  const { cache } = call.services;
  const { slot, leased, generations, ttlSeconds } = missed;
  let kept: boolean | undefined = false;
  try {
    const outcome = await next();
    if (outcome.status === 'ok') kept = await orFault(cache.put(slot, { outcome, generations, ttlSeconds }));
    return outcome;
  } finally {
    if (leased && !kept) await orFault(cache.release(slot, call.callId));
  }
}
