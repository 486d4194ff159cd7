import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { isSet } from '../../core/secrets/is-set.ts';

/**
 * The credentials that a family needs, from its secret.
 *
 * @param missing sentence for the client if one of them is not set
 * @throws {ManifoldError} E4006 if one of them is not set
 */
export function credentialsIn<Name extends string>(
  secret: Readonly<Record<string, string>>,
  names: readonly Name[],
  missing: string,
): Record<Name, string> {
  const entries = names.map((name) => [name, secret[name]] as const);
  if (entries.every(([, value]) => isSet(value))) return Object.fromEntries(entries) as Record<Name, string>;
  const needed = names.map((name) => `"${name}"`).join(' and ');
  throw new ManifoldError('E4006', missing, {
    details: { suggestion: `Tell the operators: the secret of this family needs ${needed}.` },
  });
}
