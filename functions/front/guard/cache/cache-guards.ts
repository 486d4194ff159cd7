/** The two guards of the response cache: one for answers that are paid for, one for reads. */
import type { Outcome } from '../../../../schemas/invocation.ts';
import { count } from '../../../core/logging/metrics.ts';
import { slotOf } from '../../../platform/cache/cache-key.ts';
import { whatToKeep } from '../../../platform/cache/cacheable-outcome.ts';
import type { CacheLookup } from '../../../platform/cache/response-cache.ts';
import { isRetry } from '../exactly-once/write-claim.ts';
import { type Cacheable, CONFIRM, type Guard, type GuardedCall, type Missed, type Next } from '../guarded-call.ts';
import { answerFromCache } from './answer-from-cache.ts';
import { awaitAnswer } from './await-answer.ts';
import { unlessCacheFails } from './cache-fault.ts';
import { renewAnswer } from './renew-answer.ts';

/**
 * Looks up the answer of a tool that pays for it, before anybody is asked to confirm: a known answer costs nothing, so
 * there is nothing to agree to. A retry under a known idempotency key gets its own result instead.
 */
export const paidAnswer: Guard = async (call, next) => {
  const keyed = call.context.idempotencyKey !== undefined;
  if (!call.tool.definition.movesMoney || (keyed && (await isRetry(call)))) return next();
  const cacheable = await cacheableOf(call);
  if (!cacheable) return next();
  const look = await unlessCacheFails(call.services.cache.get(cacheable.slot));
  if (look?.answer) return answerFromCache(call, look.answer);
  count('CacheMiss');
  if (look) call.established.missed = { ...cacheable, generations: look.generations };
  return next();
};

/**
 * Answers reads from the cache (requirement A12), and keeps the answers that the tool's rule names. Of simultaneous misses
 * on any number of instances one asks the family; the others wait for its answer, and ask for themselves after half of
 * their time. A stale answer is given at once and renewed in the background. A fault of the cache counts as a miss.
 * Answers that were paid for are looked up earlier (paidAnswer) and kept here.
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
  const first = await unlessCacheFails(cache.get(slot));
  if (!first) return missing(next);
  if (first.answer) return found(call, cacheable, { ...first, answer: first.answer });
  const now = Date.now();
  const lease = {
    owner: call.callId,
    until: now + Math.max(0, call.context.deadline - now) / 2,
    generations: first.generations,
  };
  const leased = await unlessCacheFails(cache.lease(slot, lease));
  if (leased !== false) {
    return missing(() => ask(call, { ...cacheable, generations: first.generations, leased }, next));
  }
  const later = await unlessCacheFails(
    awaitAnswer(() => cache.isLeased(slot), lease.until).then(() => cache.get(slot)),
  );
  if (!later) return missing(next);
  if (later.answer) return found(call, cacheable, { ...later, answer: later.answer });
  return missing(() => ask(call, { ...cacheable, generations: later.generations }, next));
};

/**
 * The slot of a call whose answer may come from the cache: that of a tool with a rule that only reads, or that pays for an
 * answer (a penny drop), whose rule says that the caller wants the answer, not the payment. Every other write is made each
 * time.
 */
async function cacheableOf(call: GuardedCall): Promise<Cacheable | undefined> {
  const { definition } = call.tool;
  const { cache: rule, annotations, movesMoney } = definition;
  if (rule === undefined || !(annotations.readOnlyHint || movesMoney)) return undefined;
  if (call.bypassCache || continuesDialogue(call)) return undefined;
  const { key } = await call.services.key('cache');
  const slot = slotOf({ definition, rule, principal: call.context.principal, arguments: call.arguments, key });
  // A stale answer is renewed without asking the caller, so its renewal must not cost anything.
  return { slot, rule: movesMoney ? { ...rule, staleSeconds: undefined } : rule };
}

/** A call that answers its family's question depends on more than its arguments. A confirmation is front's own question. */
function continuesDialogue({ context: { inputResponses = {}, requestState } }: GuardedCall): boolean {
  return requestState !== undefined || Object.keys(inputResponses).some((name) => name !== CONFIRM);
}

type Found = CacheLookup & Required<Pick<CacheLookup, 'answer'>>;

/** Answers with the cached response, and begins a renewal beside it: the instance may be frozen once the answer has left. */
async function found(call: GuardedCall, cacheable: Cacheable, look: Found): Promise<Outcome> {
  const [outcome] = await Promise.all([answerFromCache(call, look.answer), renewAnswer(call, cacheable, look)]);
  return outcome;
}

function missing(next: Next): Promise<Outcome> {
  count('CacheMiss');
  return next();
}

/** Asks the family and keeps the answers that the rule names. After any other answer the lease is released. */
async function ask(call: GuardedCall, missed: Missed & { leased?: boolean }, next: Next): Promise<Outcome> {
  const { cache } = call.services;
  const { slot, rule, leased, generations } = missed;
  let kept: boolean | undefined = false;
  try {
    const outcome = await next();
    const answer = whatToKeep(outcome, rule);
    if (answer) kept = await unlessCacheFails(cache.put(slot, { ...answer, generations }));
    return outcome;
  } finally {
    if (leased && !kept) await unlessCacheFails(cache.release(slot, call.callId));
  }
}
