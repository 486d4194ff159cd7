import { setTimeout as sleep } from 'node:timers/promises';
import { count } from '../../../core/logging/metrics.ts';
import type { ResponseCache } from '../../../platform/cache/response-cache.ts';

/**
 * Milliseconds between two questions: drawn below a bound that doubles, so that those who wait spread out. Who waits for
 * a second has asked about five times, who waits for fifteen about thirty.
 */
const SHORTEST = 20;
const FIRST_BOUND = 100;
const LAST_BOUND = 1_000;

/**
 * Waits until nobody gets the answer any more, asking for the lease alone: a hundred who wait read a hundred times the
 * least that there is to read.
 *
 * @param until Unix milliseconds after which nobody waits
 * @throws {Error} where the cache fails
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
