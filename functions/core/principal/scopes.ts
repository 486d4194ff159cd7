import type { Principal } from '../../../schemas/invocation.ts';
import { mayHave } from '../../../schemas/role-scopes.ts';

/** What of a principal says which scopes it has. */
export type Holder = Pick<Principal, 'scopes' | 'roles'>;

/**
 * Scopes that something asks for and a principal does not have. `*`, which API keys may hold, is every scope that the
 * roles of the key may have; a scope that takes another role is missing, whatever the credential says.
 */
export function missingScopes(required: readonly string[], { scopes, roles }: Holder): string[] {
  const all = scopes.includes('*');
  return required.filter((scope) => !(all || scopes.includes(scope)) || !mayHave(scope, roles));
}

/** The scopes of a credential without those that its roles may not have. */
export function scopesWithinRoles({ scopes, roles }: Holder): string[] {
  return scopes.filter((scope) => mayHave(scope, roles));
}
