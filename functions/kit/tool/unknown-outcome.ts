import { ERROR_MEANINGS, type ErrorCode } from '../../../schemas/errors.ts';
import type { ToolDefinition } from '../../../schemas/tool-definition.ts';
import { ManifoldError, toManifoldError } from '../../core/errors/manifold-error.ts';
import { mayHaveActed } from '../breaker/call-scope.ts';

/** True for a fault of the platform's own services, such as the family's table, files and keys. A retry may succeed. */
function isFaultBelow(code: ErrorCode): boolean {
  const { fault, effect } = ERROR_MEANINGS[code];
  return fault === 'platform' && effect === 'none';
}

/**
 * The error for a call that must not be executed twice. If a platform fault comes after the call has sent or written
 * something, a retry would do that twice: a payment whose record could not be stored is still a payment.
 *
 * @returns E3008 (outcome unknown) for such a fault; any other error unchanged
 */
export function asUnknownOutcome(thrown: unknown, { checkWith = 'the provider' }: ToolDefinition): ManifoldError {
  const error = toManifoldError(thrown);
  if (!isFaultBelow(error.code) || !mayHaveActed()) return error;
  return new ManifoldError(
    'E3008',
    `The call failed after it had started, so its outcome is unknown. Check with ${checkWith} before you send it again.`,
    { details: { checkWith }, cause: error },
  );
}
