import type { Principal } from '../../../schemas/invocation.ts';
import { OWNER_FIELD } from '../../../schemas/scopes.ts';
import { ManifoldError } from '../errors/manifold-error.ts';

/** The word by which callers name themselves. */
const MYSELF = 'me';

/** The id of the named person; `me` is the caller. This does not check whether the caller may act for that person. */
export function resolveOwner(named: string, principal: Pick<Principal, 'id'>): string {
  return named === MYSELF ? principal.id : named;
}

/** The refusal to act for another person. It is the same whether that person exists or not. */
export function ownerNotFound(): ManifoldError {
  return new ManifoldError('E4007', `No data was found for this "${OWNER_FIELD}".`, {
    details: { field: OWNER_FIELD, expectedFormat: `"${MYSELF}", or your own id` },
  });
}
