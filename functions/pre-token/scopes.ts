import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { mayHave, scopesOfRoles } from '../../schemas/role-scopes.ts';

/** The changes to the scopes of an access token, with the names of the trigger's event. */
export interface ScopeChanges {
  scopesToAdd: string[];
  scopesToSuppress: string[];
}

/** `<identifier of the resource server>/<scope>`: Cognito's form for scopes of an API. Other scopes have no slash. */
const API_SCOPE = /^(.+\/)([^/]+)$/;

/**
 * Scopes that require a role (schemas/role-scopes.ts) come from the person's groups, and not from the request. They are
 * added to tokens for the API, which are recognised by their other scopes, with the same prefix. Scopes that the client
 * requested but the person may not have are removed. Tokens of Cognito's own sign-in API stay unchanged: the setting
 * `passwordSignIn` decides what they may do.
 */
export function scopeChanges({
  scopes = [],
  groupConfiguration,
}: Pick<PreTokenGenerationV2TriggerEvent['request'], 'scopes' | 'groupConfiguration'>): ScopeChanges {
  const roles = groupConfiguration.groupsToOverride ?? [];
  const named = scopes.flatMap((scope) => {
    const [, prefix, name] = API_SCOPE.exec(scope) ?? [];
    return prefix === undefined || name === undefined ? [] : [{ scope, prefix, name }];
  });
  const prefixes = [...new Set(named.map(({ prefix }) => prefix))];
  return {
    scopesToAdd: prefixes.flatMap((prefix) => scopesOfRoles(roles).map((name) => `${prefix}${name}`)),
    scopesToSuppress: named.filter(({ name }) => !mayHave(name, roles)).map(({ scope }) => scope),
  };
}
