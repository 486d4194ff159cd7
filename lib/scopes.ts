import type { FamilyManifest } from '../schemas/family-manifest.ts';
import { requiresRole } from '../schemas/role-scopes.ts';
import { ADMIN_SCOPE, APPROVALS_SCOPE, OWNER_FIELD, USERS_ACT_SCOPE } from '../schemas/scopes.ts';

/** Scopes of a stage, as its families ask for them. */
export interface Scopes {
  /** Every scope that something asks for, the administrators' API among it, sorted. */
  readonly all: readonly string[];
  /** Those that a person's client may ask for. The others come of a role, and are added to a person's token by it. */
  readonly requestable: readonly string[];
  /** Those that reading takes. A client asks for these at first, and for more once a call was refused for them. */
  readonly initial: readonly string[];
}

/** Scope of a client that does nothing yet but see what there is; a sign-in has to ask for some scope of the API. */
const LIST = 'tools:list';

export function scopesOf(manifests: readonly FamilyManifest[]): Scopes {
  const reads = manifests.flatMap(({ tools, resources, resourceTemplates, prompts }) => [
    ...tools.filter(({ annotations, movesMoney }) => annotations.readOnlyHint && !movesMoney),
    ...resources,
    ...resourceTemplates,
    ...prompts,
  ]);
  const all = [...manifests.flatMap(({ tools }) => tools), ...reads];
  const forOthers = manifests.some(namesOwners) ? [USERS_ACT_SCOPE] : [];
  const named = [...distinct(all), ADMIN_SCOPE, APPROVALS_SCOPE, ...forOthers].sort();
  return { all: named, requestable: forEverybody(named), initial: forEverybody(distinct(reads)) };
}

/** Scopes of people who signed in with a password, as far as the stage lets them: none that takes a role. */
export function scopesOfPasswords({ requestable, initial }: Scopes, reach: 'off' | 'read' | 'all'): readonly string[] {
  return reach === 'all' ? requestable : initial;
}

const forEverybody = (scopes: readonly string[]) => scopes.filter((scope) => !requiresRole(scope));

function distinct(things: readonly { readonly requiredScopes: readonly string[] }[]): string[] {
  return [...new Set([LIST, ...things.flatMap(({ requiredScopes }) => requiredScopes)])].sort();
}

/** True where the data of a person is asked for by the person's id: then there may be who acts for others. */
function namesOwners({ tools, resourceTemplates }: FamilyManifest): boolean {
  return (
    tools.some(({ inputSchema }) => OWNER_FIELD in Object(inputSchema.properties)) ||
    resourceTemplates.some(({ uriTemplate }) => uriTemplate.includes(`{${OWNER_FIELD}}`))
  );
}
