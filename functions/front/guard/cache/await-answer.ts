import { setTimeout as pause } from 'node:timers/promises';
import type { CacheLook } from '../../../runtime/cache/response-cache.ts';

/** Milliseconds between two looks: drawn below a bound that doubles, so that those who wait spread out. */
const SHORTEST = 20;
const FIRST_BOUND = 80;
const LAST_BOUND = 600;

/**
 * Looks again until there is an answer or nobody gets one any more. Undefined where the cache failed.
 * @param until Unix milliseconds after which nobody waits
 */
export async function awaitAnswer(
  look: () => Promise<CacheLook | undefined>,
  until: number,
): Promise<CacheLook | undefined> {
  for (let bound = FIRST_BOUND; ; bound = Math.min(bound * 2, LAST_BOUND)) {
    await pause(SHORTEST + Math.random() * bound);
    const seen = await look();
    if (!seen?.leased || seen.answer || Date.now() >= until) return seen;
  }
}
