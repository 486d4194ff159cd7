import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logger } from '../../../runtime/logging/logger.ts';
import { metrics } from '../../../runtime/logging/metrics.ts';

/** `CacheHit` and `CacheMiss` once per call that may be cached; `CacheFault` once per request that the store failed. */
export type CacheMetric = 'CacheHit' | 'CacheMiss' | 'CacheFault';

export function count(metric: CacheMetric): void {
  metrics.singleMetric().addMetric(metric, MetricUnit.Count, 1);
}

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
