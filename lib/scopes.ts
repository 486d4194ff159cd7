import type { FamilyManifest } from '../schemas/family-manifest.ts';
import { takesRole } from '../schemas/role-scopes.ts';
import { ADMIN_SCOPE, APPROVALS_SCOPE, OWNER_FIELD, USERS_ACT_SCOPE } from '../schemas/scopes.ts';

/** Scopes that the families of a stage require. */
export interface Scopes {
  /** Every scope that a family or the administrators' API requires, sorted. */
  readonly all: readonly string[];
  /** Scopes that a person's client may ask for. The others come with a role, which adds them to the person's token. */
  readonly requestable: readonly string[];
  /** Scopes that reading requires. A client asks for these first, and for more after a call was refused for lack of one. */
  readonly initial: readonly string[];
}

/** Lets a client list tools. Every sign-in asks for it, since a sign-in has to ask for at least one scope of the API. */
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

/** Scopes of people who signed in with a password, as the stage allows. Scopes that require a role are never among them. */
export function scopesOfPasswords({ requestable, initial }: Scopes, reach: 'off' | 'read' | 'all'): readonly string[] {
  return reach === 'all' ? requestable : initial;
}

const forEverybody = (scopes: readonly string[]) => scopes.filter((scope) => !takesRole(scope));

function distinct(things: readonly { readonly requiredScopes: readonly string[] }[]): string[] {
  return [...new Set([LIST, ...things.flatMap(({ requiredScopes }) => requiredScopes)])].sort();
}

/** Whether tools take the id of the person whose data they read. Such a family has principals that act for others. */
function namesOwners({ tools, resourceTemplates }: FamilyManifest): boolean {
  return (
    tools.some(({ inputSchema }) => OWNER_FIELD in Object(inputSchema.properties)) ||
    resourceTemplates.some(({ uriTemplate }) => uriTemplate.includes(`{${OWNER_FIELD}}`))
  );
}
