import { logger } from '../../core/logging/logger.ts';
import { count } from '../../core/logging/metrics.ts';

const METRICS = { open: 'BreakerOpened', 'half-open': 'BreakerProbed', closed: 'BreakerClosed' } as const;

/** Tells operators what a breaker has come to. */
export function signal(state: keyof typeof METRICS, facts: { family: string; host: string }): void {
  count(METRICS[state]);
  logger.warn(`the breaker of a provider is ${state}`, facts);
}

/** How long a request waits for what is known of its provider, before it goes without. */
const PATIENCE_MS = 500;

/** What the state table says of a provider; undefined where it does not answer: that never keeps a request back. */
export async function orUnknown<Result>(work: Promise<Result>): Promise<Result | undefined> {
  const { promise: patience, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, PATIENCE_MS, undefined);
  try {
    return await Promise.race([work, patience]);
  } catch (error) {
    logger.warn('the state of a breaker is not known', { error: String(error) });
    return undefined;
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
