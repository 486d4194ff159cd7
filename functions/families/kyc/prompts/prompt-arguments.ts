import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { didYouMean } from '../../../core/errors/suggest.ts';

/**
 * A prompt argument with a few allowed words; the first is the default.
 *
 * @throws {ManifoldError} E2004 naming the argument and the words
 */
export function oneOf({
  name,
  value,
  allowed,
}: {
  name: string;
  value: string | undefined;
  allowed: readonly string[];
}): string {
  const chosen =
    value === undefined || value === '' ? allowed[0] : allowed.find((word) => word === value.trim().toLowerCase());
  if (chosen !== undefined) return chosen;
  const suggestion = didYouMean(value ?? '', allowed);
  throw new ManifoldError('E2004', `"${name}" is not valid: expected one of ${allowed.join(', ')}.`, {
    details: {
      field: name,
      expectedFormat: `one of ${allowed.join(', ')}`,
      ...(suggestion ? { suggestion: `Did you mean "${suggestion}"?` } : {}),
    },
  });
}
