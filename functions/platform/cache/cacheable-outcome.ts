import type { Outcome } from '../../../schemas/invocation.ts';
import type { CacheRule } from '../../../schemas/tool-definition.ts';
import type { NewCachedResponse } from './response-cache.ts';

/**
 * The part of an outcome that is cached, and for how long: an answer for the rule's times; a failure that the rule
 * names for the time of failures, and never as stale. Undefined for any other outcome, such as a failure that a retry
 * may change, or a question to the caller.
 */
export function whatToKeep(outcome: Outcome, rule: CacheRule): Omit<NewCachedResponse, 'generations'> | undefined {
  const { ttlSeconds, staleSeconds, negative } = rule;
  switch (outcome.status) {
    case 'ok':
      return { outcome, ttlSeconds, staleSeconds };
    case 'error': {
      const { error, meta } = outcome;
      if (!negative?.codes.includes(error.code) || error.retryable) return undefined;
      // The stack trace of one caller's failure must not reach other callers.
      const { trace: _trace, ...kept } = error;
      return { outcome: { status: 'error', error: kept, meta }, ttlSeconds: negative.ttlSeconds };
    }
    default:
      return undefined;
  }
}
