import { ROLES_OF_SCOPES } from '../../../schemas/role-scopes.ts';
import { OFFLINE_ACCESS } from '../../../schemas/scopes.ts';
import type { Catalogue } from '../registry/catalogue.ts';

/** Scopes that mean the same on every stage, whether a tool asks for them or not. OpenID's are in most people's tokens. */
const EVERYWHERE = ['*', 'tools:list', ...Object.keys(ROLES_OF_SCOPES), OFFLINE_ACCESS, 'openid', 'profile', 'email'];

/** Stands for scopes that the stage does not have: a key may carry any text as a scope. */
export const UNKNOWN_SCOPE = '(unknown)';

/** Names of scopes that audit keeps in clear. */
export type KnownScopes = ReadonlySet<string>;

/** @param names scopes of the stage, as ENV.SCOPES has them */
export const knownScopesOf = (names: Iterable<string>): KnownScopes => new Set([...EVERYWHERE, ...names]);

type Scoped = Pick<Catalogue, 'tools' | 'resources' | 'resourceTemplates' | 'prompts'>;

/** A catalogue is immutable, so its scopes are collected once. */
const collected = new WeakMap<Scoped, KnownScopes>();

/** The scopes that something of the catalogue asks for. */
export function knownScopes(catalogue: Scoped): KnownScopes {
  const before = collected.get(catalogue);
  if (before) return before;
  const { tools, resources, resourceTemplates, prompts } = catalogue;
  const records = [...[...tools.values()].flat(), ...resources, ...resourceTemplates, ...prompts.values()];
  const scopes = knownScopesOf(records.flatMap(({ definition }) => definition.requiredScopes));
  collected.set(catalogue, scopes);
  return scopes;
}

/** The scopes of a credential as audit keeps them: those that are not known become one `(unknown)`. */
export const scopesForAudit = (scopes: readonly string[], known: KnownScopes): string[] => [
  ...new Set(scopes.map((scope) => (known.has(scope) ? scope : UNKNOWN_SCOPE))),
];
