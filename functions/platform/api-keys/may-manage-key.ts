import { makersOf } from '../../../schemas/agents.ts';
import type { ApiKeySummary } from '../../../schemas/api-keys.ts';
import type { Principal } from '../../../schemas/invocation.ts';
import { keysOf } from '../../../schemas/lineage.ts';
import { ADMIN_SCOPE } from '../../../schemas/scopes.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { missingScopes } from '../../core/principal/scopes.ts';
import type { KeyMaker } from './key-maker.ts';
import { rolesBeyond } from './roles-beyond.ts';

type Toucher = Pick<Principal, 'id' | 'credential' | 'roles' | 'scopes' | 'lineage'>;
type Touched = Pick<ApiKeySummary, 'id'> & Partial<Pick<ApiKeySummary, 'principal' | 'roles' | 'scopes'>>;

/**
 * Refuses a caller who may not change or revoke a key. Allowed are the caller's own credential, and keys of the caller
 * and its agents. Refused are keys with which the caller's credential was made, and keys of the caller's makers.
 * Another principal's key is refused if it has a higher role than the caller, or a scope for administration that the
 * caller lacks.
 *
 * @throws {ManifoldError} E1004
 */
export function refuseKeyAboveCaller(caller: Toucher, key: Touched): void {
  if (key.id === caller.credential) return;
  if (keysOf(caller.lineage ?? []).includes(key.id)) {
    throw above('Your credential was made with this key, so it can neither change nor revoke it.');
  }
  const { principal = '', roles = [], scopes = [] } = key;
  if (makersOf(caller.id).includes(principal))
    throw above('An agent can neither change nor revoke the keys of its maker.');
  if (principal === caller.id || makersOf(principal).includes(caller.id)) return;
  if (rolesBeyond(roles, caller.roles).length > 0) throw above('This key has a higher role than you.');
  const administers = missingScopes([ADMIN_SCOPE], { scopes, roles }).length === 0;
  if (administers && missingScopes([ADMIN_SCOPE], caller).length > 0) {
    throw above(`This key administers, and your credential lacks the scope ${ADMIN_SCOPE}.`);
  }
}

/**
 * Refuses to give a key more rights if it ends later than the credential that gives them. A key ends with each of its
 * ancestors; a sign-in sets no end.
 *
 * @throws {ManifoldError} E1004
 */
export function refuseGrantBeyondEnd(
  giver: KeyMaker,
  key: ApiKeySummary,
  wanted: Pick<ApiKeySummary, 'scopes' | 'roles'>,
) {
  const isMore = missingScopes(wanted.scopes, key).length > 0 || rolesBeyond(wanted.roles, key.roles).length > 0;
  if (!isMore) return;
  const endsWithGiver = keysOf(giver.lineage).every((id) => key.ancestors.includes(id));
  if (endsWithGiver && key.expiresAt <= (giver.endsAt ?? Number.POSITIVE_INFINITY)) return;
  throw new ManifoldError('E1004', 'This key outlasts your credential, so your credential can give it nothing more.', {
    details: { field: 'key_id', suggestion: 'Sign in, use the key that it was made with, or make a new key.' },
  });
}

const above = (message: string) =>
  new ManifoldError('E1004', message, {
    details: { field: 'key_id', suggestion: 'Ask the owner of the key, or an administrator.' },
  });
