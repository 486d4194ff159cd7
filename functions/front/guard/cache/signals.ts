import { logger } from '../../../core/logging/logger.ts';
import { count } from '../../../core/logging/metrics.ts';

/** A fault of the cache never becomes one of the call: it is counted, and the answer is undefined. */
export async function orFault<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    logger.warn('the response cache failed', { error: String(error) });
    count('CacheFault');
    return undefined;
  }
}
