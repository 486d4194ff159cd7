import { ManifoldError } from '../../core/errors/manifold-error.ts';

/** How a caller says that it means another call, for calls without a key. */
export const HOW_TO_REPEAT =
  'If a second one is meant, send it with a new key in _meta["manifold/idempotencyKey"] or the header Idempotency-Key.';

/** Nobody was asked, since the call was known; now that its claim is free, it has to be made like any other. */
export function endedMeanwhile(): never {
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
