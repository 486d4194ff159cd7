import { logger } from '../../core/logging/logger.ts';
import { count } from '../../core/logging/metrics.ts';

const METRICS = { open: 'BreakerOpened', 'half-open': 'BreakerProbed', closed: 'BreakerClosed' } as const;

/** Counts and logs that the breaker of a provider has entered a state. */
export function reportState(state: keyof typeof METRICS, facts: { family: string; host: string }): void {
  count(METRICS[state]);
  logger.warn(`the breaker of a provider is ${state}`, facts);
}
