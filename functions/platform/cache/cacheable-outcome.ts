import type { Outcome } from '../../../schemas/invocation.ts';
import type { CacheRule } from '../../../schemas/tool-definition.ts';
import type { NewCachedResponse } from './response-cache.ts';

/**
 * What of an outcome is kept, and for how long: an answer by the rule's times, a failure that the rule names by its own,
 * never stale. Undefined for anything else, such as a failure that a repeat may mend or a question to the caller.
 */
export function whatToKeep(outcome: Outcome, rule: CacheRule): Omit<NewCachedResponse, 'generations'> | undefined {
  const { ttlSeconds, staleSeconds, negative } = rule;
  switch (outcome.status) {
    case 'ok':
      return { outcome, ttlSeconds, staleSeconds };
    case 'error': {
      const { error, meta } = outcome;
      if (!negative?.codes.includes(error.code) || error.retryable) return undefined;
      // Where the first caller's failure came from is no business of those after it.
      const { trace: _trace, ...kept } = error;
      return { outcome: { status: 'error', error: kept, meta }, ttlSeconds: negative.ttlSeconds };
    }
    default:
      return undefined;
  }
}
