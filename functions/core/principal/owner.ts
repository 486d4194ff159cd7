import type { Principal } from '../../../schemas/invocation.ts';
import { OWNER_FIELD } from '../../../schemas/scopes.ts';
import { ManifoldError } from '../errors/manifold-error.ts';

/** How callers name themselves without knowing their id. */
const MYSELF = 'me';

/** The id of the person that is named: `me` is the caller. It says nothing of whether the caller may act for that person. */
export function resolveOwner(named: string, principal: Pick<Principal, 'id'>): string {
  return named === MYSELF ? principal.id : named;
}

/** The refusal of another person's things, the same whether there is such a person or not. */
export function ownerNotFound(): ManifoldError {
  return new ManifoldError('E4007', `There is nothing for this "${OWNER_FIELD}".`, {
    details: { field: OWNER_FIELD, expectedFormat: `"${MYSELF}", or your own id` },
  });
}
