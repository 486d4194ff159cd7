import type { FamilyManifest } from '../schemas/family-manifest.ts';
import { ADMIN_SCOPE, OWNER_FIELD, USERS_ACT_SCOPE } from '../schemas/scopes.ts';

/** Scopes of a stage, as its families ask for them. */
export interface Scopes {
  /** Every scope that something asks for, the administrators' API among it, sorted. */
  readonly all: readonly string[];
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
  return { all: [...distinct(all), ADMIN_SCOPE, ...forOthers].sort(), initial: distinct(reads) };
}

/** Scopes of people who signed in with a password, as far as the stage lets them. */
export function scopesOfPasswords({ all, initial }: Scopes, reach: 'off' | 'read' | 'all'): readonly string[] {
  return reach === 'all' ? all.filter((scope) => scope !== ADMIN_SCOPE && scope !== USERS_ACT_SCOPE) : initial;
}

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
