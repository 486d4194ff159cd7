import type { Principal } from '../../../schemas/invocation.ts';
import { ADMIN_SCOPE } from '../../../schemas/scopes.ts';
import { ManifoldError } from '../errors/manifold-error.ts';
import { missingScopes } from './scopes.ts';

/**
 * The administrators' API is for credentials that were given for it: a token with a few scopes that an administrator
 * left with some client must neither decide nor make keys in their name.
 *
 * @throws {ManifoldError} E1004 with the missing scope
 */
export function requireAdminScope(principal: Pick<Principal, 'scopes'>): void {
  const missing = missingScopes([ADMIN_SCOPE], principal);
  if (missing.length === 0) return;
  throw new ManifoldError('E1004', `The credential lacks the scope ${ADMIN_SCOPE}.`, {
    details: { missingScopes: missing, suggestion: 'Use a credential that was given for administration.' },
  });
}
