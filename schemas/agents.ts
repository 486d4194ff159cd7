import { PLATFORM_ISSUER } from './platform-tokens.ts';

/**
 * Principal ids of agents (machine clients): `platform:agent/<tenant>/<owner>/<name>`, and one more `/<name>` for each
 * agent that an agent made. The owner is the id of a principal, with `/` and `%` escaped. Ids of keys from before owners
 * were part of them are `platform:agent/<tenant>/<name>`; they say nothing of an owner.
 */
const PREFIX = `${PLATFORM_ISSUER}:agent/`;

/** The parts of an agent's id; undefined for any other principal, and for an id that names no owner. */
function partsOf(id: string): { tenant: string; owner: string; names: string[] } | undefined {
  if (!id.startsWith(PREFIX)) return undefined;
  const [tenant, owner, ...names] = id.slice(PREFIX.length).split('/');
  if (tenant === undefined || owner === undefined || names.length === 0) return undefined;
  return { tenant, owner: unescaped(owner), names };
}

/** Principal id of an agent that its maker calls by this name. */
export function agentId(tenant: string, maker: string, name: string): string {
  const known = partsOf(maker);
  return known?.tenant === tenant ? `${maker}/${name}` : agentOf(tenant, maker, name);
}

/** The agent that has this path below its owner. */
export const agentOf = (tenant: string, owner: string, path: string): string =>
  `${PREFIX}${tenant}/${escapedOwner(owner)}/${path}`;

/** The person, or the machine of another issuer, that an agent and its agents belong to; any other principal is its own. */
export const ownerOf = (id: string): string => partsOf(id)?.owner ?? id;

/** Names of an agent below its owner, `nightly` or `nightly/reader`; undefined where the principal is no agent of one. */
export const agentPath = (id: string): string | undefined => partsOf(id)?.names.join('/');

/** How many agents stand between a principal and its owner, itself counted: 0 for a person. */
export const agentDepth = (id: string): number => partsOf(id)?.names.length ?? 0;

/** Who made an agent, who made that one, and so on to the owner; empty for any other principal. */
export function makersOf(id: string): string[] {
  const parts = partsOf(id);
  if (!parts) return [];
  const between = parts.names.slice(1).map((_, index) =>
    id
      .split('/')
      .slice(0, -(index + 1))
      .join('/'),
  );
  return [...between, parts.owner];
}

/** The owner as it stands in the ids of its agents. */
export const escapedOwner = (id: string): string => id.replaceAll('%', '%25').replaceAll('/', '%2F');
const unescaped = (part: string) => part.replaceAll('%2F', '/').replaceAll('%25', '%');
