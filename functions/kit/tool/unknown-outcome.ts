import { ERROR_MEANINGS, type ErrorCode } from '../../../schemas/errors.ts';
import type { ToolDefinition } from '../../../schemas/tool-definition.ts';
import { ManifoldError, toManifoldError } from '../../core/errors/manifold-error.ts';
import { mayHaveActed } from '../breaker/call-scope.ts';

/** True for a fault of the family's table, files or keys, which says nothing about the call itself. */
function isFaultBelow(code: ErrorCode): boolean {
  const { fault, effect } = ERROR_MEANINGS[code];
  return fault === 'platform' && effect === 'none';
}

/**
 * What broke a call off that must not be executed twice. Before anything was done, a fault below the family means that
 * nothing was, and the caller may send the call again. After that it would be done twice: a payment whose record could
 * not be kept is a payment.
 *
 * @returns E3008 in place of such a fault; any other error as it is
 */
export function asUnknownOutcome(thrown: unknown, { checkWith = 'the provider' }: ToolDefinition): ManifoldError {
  const error = toManifoldError(thrown);
  if (!isFaultBelow(error.code) || !mayHaveActed()) return error;
  return new ManifoldError(
    'E3008',
    `The call had begun when something that it needs failed, and its outcome is unknown. Check with ${checkWith} before you repeat it.`,
    { details: { checkWith }, cause: error },
  );
}
