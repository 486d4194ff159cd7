import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { GuardedCall } from '../guarded-call.ts';

/** How the caller of a call without a key sends a second one on purpose. */
export const HOW_TO_SEND_ANOTHER =
  'If a second one is meant, send it with a new key in _meta["manifold/idempotencyKey"] or the header Idempotency-Key.';

/**
 * Refuses a retry whose record was released just now. The retry was neither confirmed nor approved, so it must come again
 * as a new call.
 */
export function ended(): never {
  throw new ManifoldError('E3006', 'The earlier call has just ended without an effect.', {
    details: { retryAfter: 1, suggestion: 'Send the call again.' },
  });
}

export function unavailable(cause: unknown): never {
  throw new ManifoldError(
    'E5002',
    'The state table does not answer, so the call was not made. Try again in a moment.',
    { cause },
  );
}

/** The error for a call that has ended with a result that no longer opens. The call is not executed again. */
export function unreadable({ tool, context }: Pick<GuardedCall, 'tool' | 'context'>): ManifoldError {
  const { checkWith = 'the provider' } = tool.definition;
  const keyless = context.idempotencyKey === undefined;
  return new ManifoldError(
    'E3008',
    `An earlier call ${keyless ? 'just like this one' : 'with this idempotency key'} has ended, and its kept result can no longer be read. It was not executed again. Check with ${checkWith}.`,
    { details: { checkWith, suggestion: HOW_TO_SEND_ANOTHER } },
  );
}
