import type { FamilyManifest } from '../schemas/family-manifest.ts';
import { requiresRole } from '../schemas/role-scopes.ts';
import { ADMIN_SCOPE, APPROVALS_SCOPE, LIST_SCOPE, OWNER_FIELD, USERS_ACT_SCOPE } from '../schemas/scopes.ts';
import { describeScope } from './scope-descriptions.ts';

/** Scopes of a stage, derived from what its families require. */
export interface Scopes {
  /** Every scope that the stage knows, including those of the administrators' API, sorted. */
  readonly all: readonly string[];
  /**
   * Scopes that a person's client may request. The first challenge, the metadata and the public client of the user pool
   * all have this list: a client that requests what the challenge names is never refused for it, and needs no second
   * sign-in. Scopes that require a role are not among them, since a token gets those from the role.
   */
  readonly requestable: readonly string[];
  /** Text for people that says what a scope allows (schemas/scope-description.ts). */
  readonly describe: (scope: string) => string;
  /** Scopes for reading: those of the machine client, and of password sign-ins with the setting `read`. */
  readonly reading: readonly string[];
}

/**
 * @param signInScopes setting of the stage: the scopes that a person's client may request, each a name or a pattern such
 *   as `kyc:*`
 * @throws {Error} if an entry of `signInScopes` matches no scope that a sign-in can have
 */
export function scopesOf(manifests: readonly FamilyManifest[], signInScopes: readonly string[] = ['*']): Scopes {
  const reads = manifests.flatMap(({ tools, resources, resourceTemplates, prompts }) => [
    ...tools.filter(({ annotations, movesMoney }) => annotations.readOnlyHint && !movesMoney),
    ...resources,
    ...resourceTemplates,
    ...prompts,
  ]);
  const things = [...manifests.flatMap(({ tools }) => tools), ...reads];
  const forOthers = manifests.some(namesOwners) ? [USERS_ACT_SCOPE] : [];
  const all = [...distinct(things), ADMIN_SCOPE, APPROVALS_SCOPE, ...forOthers].sort();
  const requestable = withoutRole(all);
  for (const entry of signInScopes) {
    if (requestable.some((scope) => covers(entry, scope))) continue;
    throw new Error(`signInScopes: "${entry}" matches no scope that a sign-in can have: ${requestable.join(', ')}.`);
  }
  return {
    all,
    requestable: requestable.filter(
      (scope) => scope === LIST_SCOPE || signInScopes.some((entry) => covers(entry, scope)),
    ),
    describe: (scope) => describeScope(scope, manifests),
    reading: withoutRole(distinct(reads)),
  };
}

/** Scopes of people who signed in with a password, by the setting `passwordSignIn`. */
export function scopesOfPasswords({ requestable, reading }: Scopes, reach: 'off' | 'read' | 'all'): readonly string[] {
  return reach === 'all' ? requestable : reading;
}

const withoutRole = (scopes: readonly string[]) => scopes.filter((scope) => !requiresRole(scope));

/** Whether an entry is the scope itself, or a pattern with `*` at its end that matches it. */
const covers = (entry: string, scope: string) =>
  entry.endsWith('*') ? scope.startsWith(entry.slice(0, -1)) : entry === scope;

function distinct(things: readonly { readonly requiredScopes: readonly string[] }[]): string[] {
  return [...new Set([LIST_SCOPE, ...things.flatMap(({ requiredScopes }) => requiredScopes)])].sort();
}

/** Whether tools take the id of the person whose data they read. Such a family has principals that act for others. */
function namesOwners({ tools, resourceTemplates }: FamilyManifest): boolean {
  return (
    tools.some(({ inputSchema }) => OWNER_FIELD in Object(inputSchema.properties)) ||
    resourceTemplates.some(({ uriTemplate }) => uriTemplate.includes(`{${OWNER_FIELD}}`))
  );
}
