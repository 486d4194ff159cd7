import { ADMIN_SCOPE, APPROVALS_SCOPE } from '../../../schemas/scopes.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { type Holder, missingScopes } from '../../core/principal/scopes.ts';

/**
 * The administrators' API is for credentials that were given for it: a token with a few scopes that an administrator
 * left with some client must neither decide nor make keys in their name.
 *
 * @throws {ManifoldError} E1004 with the missing scope
 */
export function requireAdminScope(principal: Holder): void {
  const missing = missingScopes([ADMIN_SCOPE], principal);
  if (missing.length === 0) return;
  throw new ManifoldError('E1004', `The credential lacks the scope ${ADMIN_SCOPE}.`, {
    details: { missingScopes: missing, suggestion: 'Use a credential that was given for administration.' },
  });
}

/**
 * Approvals are decided by operators too, whose credentials have no scope of administrators: the scope for it, or that
 * of administrators, has to be there.
 *
 * @throws {ManifoldError} E1004 with the missing scope
 */
export function requireApprovalsScope(principal: Holder): void {
  const missing = missingScopes([APPROVALS_SCOPE], principal);
  if (missing.length === 0 || missingScopes([ADMIN_SCOPE], principal).length === 0) return;
  throw new ManifoldError('E1004', `The credential lacks the scope ${APPROVALS_SCOPE}.`, {
    details: { missingScopes: missing, suggestion: 'Use a credential of an operator that was given for approvals.' },
  });
}
