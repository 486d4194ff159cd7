import { ROLES, type Role } from './issuer.ts';
import { ADMIN_SCOPE, APPROVALS_SCOPE, USERS_ACT_SCOPE } from './scopes.ts';

/**
 * Scopes that take a role, and the roles that give each. Every scope that is not named here is for people of any role.
 * All that limits scopes derives from this table: what the public client may ask for, what the trigger of the user pool
 * adds and suppresses, what the authorizer lets through, and what `*` covers. policies/role-scopes.cedar says the same
 * once more, at the call; tests hold it and docs/identity.md to the table.
 */
export const ROLES_OF_SCOPES: Readonly<Record<string, readonly Role[]>> = {
  [ADMIN_SCOPE]: ['admin'],
  [USERS_ACT_SCOPE]: ['admin'],
  [APPROVALS_SCOPE]: ['operator', 'admin'],
  'fraud:review': ['operator', 'admin'],
  'payments:refund': ['operator', 'admin'],
};

/** Scopes without any of which nobody acts for another person; for what, and with which role, is for policies to say. */
export const ACTING_SCOPES: readonly string[] = [USERS_ACT_SCOPE, 'fraud:review', 'payments:refund'];

/** True for a scope that is only good with a role. */
export function requiresRole(scope: string): boolean {
  return Object.hasOwn(ROLES_OF_SCOPES, scope);
}

/** True if one of the roles may have the scope. */
export function mayHave(scope: string, roles: readonly string[]): boolean {
  if (!requiresRole(scope)) return true;
  return (ROLES_OF_SCOPES[scope] ?? []).some((role) => roles.includes(role));
}

/** The scopes that roles give, beside those that everybody may ask for. */
export function scopesOfRoles(roles: readonly string[]): string[] {
  return Object.keys(ROLES_OF_SCOPES).filter((scope) => mayHave(scope, roles));
}

/** Roles that may have a scope, least trusted first. */
export function rolesFor(scope: string): readonly Role[] {
  return ROLES_OF_SCOPES[scope] ?? ROLES;
}
