import { ROLES, type Role } from './issuer.ts';
import { ADMIN_SCOPE, APPROVALS_SCOPE, USERS_ACT_SCOPE } from './scopes.ts';

/**
 * Scopes that require a role, with the roles that give each. Principals of any role may have all other scopes. Every
 * limit on scopes derives from this table: the scopes that the public client may request, those that the trigger of the
 * user pool adds and suppresses, those that the authorizer accepts, and those that `*` covers.
 * policies/role-scopes.cedar repeats the table at the call; tests compare it and docs/identity.md with the table.
 */
export const ROLES_OF_SCOPES: Readonly<Record<string, readonly Role[]>> = {
  [ADMIN_SCOPE]: ['admin'],
  [USERS_ACT_SCOPE]: ['admin'],
  [APPROVALS_SCOPE]: ['operator', 'admin'],
  'fraud:review': ['operator', 'admin'],
  'payments:refund': ['operator', 'admin'],
};

/** Scopes that allow acting for another person. Policies say for which tools, and with which role. */
export const ACTING_SCOPES: readonly string[] = [USERS_ACT_SCOPE, 'fraud:review', 'payments:refund'];

/** Whether a scope requires a role. */
export function requiresRole(scope: string): boolean {
  return Object.hasOwn(ROLES_OF_SCOPES, scope);
}

/** Whether one of the roles may have the scope. */
export function mayHave(scope: string, roles: readonly string[]): boolean {
  if (!requiresRole(scope)) return true;
  return (ROLES_OF_SCOPES[scope] ?? []).some((role) => roles.includes(role));
}

/** The scopes that these roles give, in addition to those that any principal may have. */
export function scopesOfRoles(roles: readonly string[]): string[] {
  return Object.keys(ROLES_OF_SCOPES).filter((scope) => mayHave(scope, roles));
}

/** Roles that may have a scope, least trusted first. */
export function rolesFor(scope: string): readonly Role[] {
  return ROLES_OF_SCOPES[scope] ?? ROLES;
}
