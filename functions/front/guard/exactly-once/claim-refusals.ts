import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { GuardedCall } from '../guarded-call.ts';

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

/** The earlier call has ended, so it is not executed again though its result cannot be given. */
export function unreadable({ tool, context }: GuardedCall): ManifoldError {
  const { checkWith = 'the provider' } = tool.definition;
  const keyless = context.idempotencyKey === undefined;
  return new ManifoldError(
    'E3008',
    `An earlier call ${keyless ? 'just like this one' : 'with this idempotency key'} has ended, and its kept result can no longer be read. It was not executed again. Check with ${checkWith}.`,
    { details: { checkWith, suggestion: HOW_TO_REPEAT } },
  );
}
