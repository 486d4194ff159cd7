import { setTimeout as sleep } from 'node:timers/promises';
import { count } from '../../../core/logging/metrics.ts';
import type { ResponseCache } from '../../../platform/cache/response-cache.ts';

/**
 * Milliseconds between two looks at the lease: random, below a bound that doubles, so that waiting calls spread out. A
 * call that waits for a second has looked about five times, one that waits for fifteen about thirty.
 */
const SHORTEST = 20;
const FIRST_BOUND = 100;
const LAST_BOUND = 1_000;

/**
 * Waits until the lease of the request that fetches the answer has ended. Reads the lease alone, which is the smallest
 * item, since a hundred calls may wait at once.
 *
 * @param until Unix milliseconds at which the wait ends in any case
 * @throws {Error} if the cache fails
 */
export async function awaitAnswer(
  isLeased: () => ReturnType<ResponseCache['isLeased']>,
  until: number,
  pause: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<void> {
  count('SingleFlightWaits');
  for (let bound = FIRST_BOUND; Date.now() < until; bound = Math.min(bound * 2, LAST_BOUND)) {
    await pause(SHORTEST + Math.random() * bound);
    if (!(await isLeased())) return;
  }
}
