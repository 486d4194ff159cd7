import { Scope } from '../../schemas/api-keys.ts';
import { OFFLINE_ACCESS } from '../../schemas/scopes.ts';
import { type Holder, missingScopes, scopesWithinRoles } from '../core/principal/scopes.ts';
import { OAuthError } from './oauth-error.ts';

/**
 * Scopes to grant: the requested ones, or all scopes of the holder if none are requested. `offline_access` is only
 * granted if it is requested.
 * @param requested the `scope` parameter: words
 * @throws {OAuthError} invalid_scope with the scopes that cannot be granted
 */
export function grantedScopes(requested: string | undefined, holder: Holder): string[] {
  if (requested === undefined) return scopesWithinRoles(holder).filter((scope) => scope !== OFFLINE_ACCESS);
  const wanted = [...new Set(requested.split(' ').filter(Boolean))];
  if (!wanted.every((scope) => Scope.safeParse(scope).success)) {
    throw new OAuthError('invalid_scope', 'A scope holds characters that no scope has.');
  }
  const missing = missingScopes(wanted, holder);
  if (missing.length > 0) {
    throw new OAuthError('invalid_scope', `These scopes are not the client's to ask for: ${missing.join(' ')}.`, {
      reason: "These scopes are not the client's to ask for",
    });
  }
  return wanted;
}

/** Scopes as they stand in an access token. */
export function tokenScopes(granted: readonly string[]): string[] {
  return granted.filter((scope) => scope !== OFFLINE_ACCESS);
}
