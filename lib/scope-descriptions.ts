import type { FamilyManifest } from '../schemas/family-manifest.ts';
import { requiresRole } from '../schemas/role-scopes.ts';
import { type ScopeRisk, scopeDescriptionText } from '../schemas/scope-description.ts';
import { ADMIN_SCOPE, APPROVALS_SCOPE, LIST_SCOPE, USERS_ACT_SCOPE } from '../schemas/scopes.ts';

/** Scopes that belong to the platform, and not to a family. */
const OF_PLATFORM: Readonly<Record<string, string>> = {
  [ADMIN_SCOPE]: 'Administer keys and signing keys',
  [APPROVALS_SCOPE]: 'See and decide approvals',
  [LIST_SCOPE]: 'See which tools there are',
  [USERS_ACT_SCOPE]: 'Act for other people of the tenant',
};

/** What a scope allows, as a text for people (schemas/scope-description.ts): derived from the tools that require it. */
export function describeScope(scope: string, manifests: readonly FamilyManifest[]): string {
  const role: ScopeRisk[] = requiresRole(scope) ? ['administration'] : [];
  const ofPlatform = OF_PLATFORM[scope];
  if (ofPlatform !== undefined) return scopeDescriptionText('Platform', [ofPlatform], role);
  const requires = ({ requiredScopes }: { requiredScopes: readonly string[] }) => requiredScopes.includes(scope);
  const families = manifests.filter((family) => thingsOf(family).some(requires));
  const tools = families.flatMap((family) => family.tools.filter(requires));
  const risks: ScopeRisk[] = [
    ...(tools.some(({ movesMoney }) => movesMoney) ? (['money'] as const) : []),
    ...(tools.some(isDestructive) ? (['destructive'] as const) : []),
    ...role,
  ];
  const titles = families.flatMap((family) =>
    thingsOf(family)
      .filter(requires)
      .map(({ title }) => title),
  );
  return scopeDescriptionText(families.map(({ title }) => title).join(' and '), titles, risks);
}

/** Whether a tool deletes or revokes. Every tool that moves money counts as destructive too, and is marked as that alone. */
function isDestructive({ movesMoney, annotations }: FamilyManifest['tools'][number]): boolean {
  return annotations.destructiveHint && !annotations.readOnlyHint && !movesMoney;
}

function thingsOf({ tools, resources, resourceTemplates, prompts }: FamilyManifest) {
  return [...tools, ...resources, ...resourceTemplates, ...prompts];
}
