import type { RetryStrategy } from '../../../schemas/tool-definition.ts';
import { ManifoldError, toManifoldError } from '../../core/errors/manifold-error.ts';

export interface AttemptPlan {
  strategy: RetryStrategy;
  /** False for a call that must not run twice: it gets one attempt. */
  repeatable: boolean;
  signal: AbortSignal;
  /** Unix milliseconds. No attempt starts after it. */
  deadline: number;
  shouldRetry(error: ManifoldError): boolean;
}

/**
 * Runs `attempt` until it succeeds, its error is final, no attempt is left, or the next would start after the deadline.
 * Delays grow exponentially and have full jitter. If the provider has sent `retryAfter`, the jitter is added to it, so
 * that clients with the same `retryAfter` do not all come back at the same moment.
 */
export async function withAttempts<T>(plan: AttemptPlan, attempt: (number: number) => Promise<T>): Promise<T> {
  const { strategy, signal, deadline } = plan;
  const maxAttempts = plan.repeatable ? strategy.maxAttempts : 1;
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(number);
    } catch (thrown) {
      const error = toManifoldError(thrown);
      if (number >= maxAttempts || signal.aborted || !plan.shouldRetry(error)) throw error;
      const ceiling = Math.min(strategy.maxDelayMs, strategy.initialDelayMs * strategy.multiplier ** (number - 1));
      const delay = (error.details.retryAfter ?? 0) * 1000 + Math.random() * ceiling;
      if (Date.now() + delay >= deadline) throw error;
      await pause(delay, signal);
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(abortReason(signal));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal.addEventListener('abort', abort, { once: true });
  });
}

/** The error that a signal was aborted with; E3005 if it was aborted without one. */
export function abortReason(signal: AbortSignal): ManifoldError {
  return signal.reason instanceof ManifoldError ? signal.reason : new ManifoldError('E3005', 'The call was cancelled.');
}
