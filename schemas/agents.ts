import { PLATFORM_ISSUER } from './platform-tokens.ts';

/**
 * Principal ids of agents (machine clients): `platform:agent/<tenant>/<owner>/<name>`, with one more `/<name>` for each
 * agent that an agent made. The owner is the id of a principal, with `/` and `%` escaped. Ids of an older form,
 * `platform:agent/<tenant>/<name>`, name no owner.
 */
const PREFIX = `${PLATFORM_ISSUER}:agent/`;

/** The parts of an agent's id; undefined for other principals, and for an id that names no owner. */
function partsOf(id: string): { tenant: string; owner: string; names: string[] } | undefined {
  if (!id.startsWith(PREFIX)) return undefined;
  const [tenant, owner, ...names] = id.slice(PREFIX.length).split('/');
  if (tenant === undefined || owner === undefined || names.length === 0) return undefined;
  return { tenant, owner: unescaped(owner), names };
}

/** Principal id of the agent to which its maker gives this name. */
export function agentId(tenant: string, maker: string, name: string): string {
  const known = partsOf(maker);
  return known?.tenant === tenant ? `${maker}/${name}` : agentOf(tenant, maker, name);
}

/** Principal id of the agent with this path below its owner. */
export const agentOf = (tenant: string, owner: string, path: string): string =>
  `${PREFIX}${tenant}/${escapedOwner(owner)}/${path}`;

/**
 * The person, or the machine client of another issuer, to whom an agent belongs. Any other principal is its own owner.
 */
export const ownerOf = (id: string): string => partsOf(id)?.owner ?? id;

/**
 * Path of an agent below its owner, `nightly` or `nightly/reader`; undefined if the id names no agent with an owner.
 */
export const agentPath = (id: string): string | undefined => partsOf(id)?.names.join('/');

/** Number of agents from the owner down to this principal: 0 for a person, 1 for an agent that a person made. */
export const agentDepth = (id: string): number => partsOf(id)?.names.length ?? 0;

/** The maker of an agent, the maker of that maker, and so on up to the owner; empty for other principals. */
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

/** The owner's id as the ids of its agents hold it. */
export const escapedOwner = (id: string): string => id.replaceAll('%', '%25').replaceAll('/', '%2F');
const unescaped = (part: string) => part.replaceAll('%2F', '/').replaceAll('%25', '%');
