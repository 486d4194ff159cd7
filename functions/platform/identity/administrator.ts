import { ADMIN_SCOPE, APPROVALS_SCOPE } from '../../../schemas/scopes.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { type Holder, missingScopes } from '../../core/principal/scopes.ts';

/**
 * Requires the scope of the administrators' API. A token with few scopes that an administrator gave to a client must
 * not make keys or decide approvals in the administrator's name.
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
 * Requires the scope for approvals or that of administrators, since operators, who lack the latter, decide approvals
 * too.
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
