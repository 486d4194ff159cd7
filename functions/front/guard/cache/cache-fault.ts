import { logger } from '../../../core/logging/logger.ts';
import { count } from '../../../core/logging/metrics.ts';

/** The result of work with the cache; undefined if it fails. A fault is counted and never fails the call. */
export async function unlessCacheFails<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    logger.warn('the response cache failed', { error: String(error) });
    count('CacheFault');
    return undefined;
  }
}
