/** Number of consecutive failures of a provider that opens its circuit breaker. */
export const FAILURES_TO_OPEN = 5;
