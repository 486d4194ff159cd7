import type { RetryStrategy } from '../../../schemas/tool-definition.ts';
import { ManifoldError, toManifoldError } from '../../core/errors/manifold-error.ts';

export interface AttemptPlan {
  strategy: RetryStrategy;
  /** False for calls that must not run twice: then there is one attempt. */
  repeatable: boolean;
  signal: AbortSignal;
  /** Unix milliseconds; no attempt starts that could not end before. */
  deadline: number;
  shouldRetry(error: ManifoldError): boolean;
}

/**
 * Runs `attempt` until it succeeds, its error is final, the attempts are used up or the deadline is near.
 * Delays grow exponentially and are drawn with full jitter; a provider's `retryAfter` is waited for in any case, and the
 * jitter comes on top: else all who were told the same would come back at the same moment.
 */
export async function withAttempts<T>(plan: AttemptPlan, attempt: (number: number) => Promise<T>): Promise<T> {
  const { strategy, signal, deadline } = plan;
  const most = plan.repeatable ? strategy.maxAttempts : 1;
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(number);
    } catch (thrown) {
      const error = toManifoldError(thrown);
      if (number >= most || signal.aborted || !plan.shouldRetry(error)) throw error;
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

/** The catalogue error that a signal was aborted with. */
export function abortReason(signal: AbortSignal): ManifoldError {
  return signal.reason instanceof ManifoldError ? signal.reason : new ManifoldError('E3005', 'The call was cancelled.');
}
