import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { mayHave, scopesOfRoles } from '../../schemas/role-scopes.ts';

/** What the trigger answers about the scopes of an access token, in the words of its event. */
export interface ScopeChanges {
  scopesToAdd: string[];
  scopesToSuppress: string[];
}

/** `<identifier of the resource server>/<scope>`, as Cognito spells scopes of an API; all others have no slash. */
const API_SCOPE = /^(.+\/)([^/]+)$/;

/**
 * Scopes that take a role (schemas/role-scopes.ts): a person's groups give them, and no request does. They are added to
 * a token that is for the API, which shows in its other scopes, and spelled as these are; taken away is what a client
 * could ask for although the person may not have it. Tokens of Cognito's own API are left alone: what these may do is
 * the setting `passwordSignIn`.
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
