import type { Principal } from '../../../schemas/invocation.ts';
import { mayHave } from '../../../schemas/role-scopes.ts';

/** The fields of a principal that decide which scopes it has. */
export type Holder = Pick<Principal, 'scopes' | 'roles'>;

/**
 * The required scopes that a principal lacks. `*`, which API keys may hold, stands for every scope that the roles of
 * the key may have. A scope that requires another role is missing even if the credential names it.
 */
export function missingScopes(required: readonly string[], { scopes, roles }: Holder): string[] {
  const all = scopes.includes('*');
  return required.filter((scope) => !(all || scopes.includes(scope)) || !mayHave(scope, roles));
}

/** The scopes of a credential that its roles may have. */
export function scopesWithinRoles({ scopes, roles }: Holder): string[] {
  return scopes.filter((scope) => mayHave(scope, roles));
}
