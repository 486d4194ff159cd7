import type { Principal } from '../../../schemas/invocation.ts';
import { OWNER_FIELD, USERS_ACT_SCOPE } from '../../../schemas/scopes.ts';
import { ManifoldError } from '../errors/manifold-error.ts';
import { missingScopes } from '../identity/scopes.ts';

/** How callers name themselves without knowing their id. */
const MYSELF = 'me';

/**
 * Whose data is meant: the caller's own id, or that of somebody else for whom the caller may act. Data of another tenant
 * is out of reach in any case, since families keep it under the caller's tenant.
 *
 * @throws {ManifoldError} E4007 that names the field, as where nobody has the id: who exists is nobody's business
 */
export function resolveOwner(named: string, principal: Pick<Principal, 'id' | 'scopes'>): string {
  if (named === MYSELF || named === principal.id) return principal.id;
  if (missingScopes([USERS_ACT_SCOPE], principal).length === 0) return named;
  throw new ManifoldError('E4007', `There is nothing for this "${OWNER_FIELD}".`, {
    details: { field: OWNER_FIELD, expectedFormat: `"${MYSELF}", or your own id` },
  });
}
