import type { JWTPayload } from 'jose';
import type { Principal } from '../../../schemas/invocation.ts';
import { type Issuer, ROLES, type Role } from '../../../schemas/issuer.ts';
import { Slug } from '../../../schemas/json.ts';
import { RESERVED_TENANTS } from '../../../schemas/keys.ts';
import { PlatformClaims } from '../../../schemas/platform-tokens.ts';
import { requiresRole } from '../../../schemas/role-scopes.ts';
import { Tier } from '../../../schemas/tool-definition.ts';
import { matchesGlob } from '../policy/grants/glob.ts';

/** What a verified token says of its subject in the platform's terms, as far as its issuer is trusted to say it. */
export type Claimed = Omit<Principal, 'credential'> & Partial<Pick<Principal, 'credential'>>;

/**
 * Principal of a verified token.
 * @returns a reason where the claims name no tenant that the issuer may speak for
 */
export function principalOfToken(issuer: Issuer, claims: JWTPayload & { sub: string }): Claimed | { refused: string } {
  if (issuer.vouchesForPrincipals) return ownPrincipal(claims);
  const machine = machineOf(issuer, claims);
  const tenant = machine?.tenant ?? tenantOf(issuer, claims);
  if (tenant === undefined) return { refused: 'token names no tenant' };
  const { auth_time, amr, acr } = claims;
  return {
    id: `${issuer.name}:${claims.sub}`,
    tenant,
    tier: machine?.tier ?? tierOf(issuer, claims),
    roles: rolesWithin(issuer.highestRole, machine?.roles ?? words(claims[issuer.rolesClaim])),
    scopes: scopesWithin(issuer.highestScopes, scopesOf(issuer, claims)),
    unattended: isMachine(claims) || undefined,
    authTime: Number.isSafeInteger(auth_time) ? (auth_time as number) : undefined,
    amr: amr === undefined ? undefined : words(amr),
    acr: typeof acr === 'string' ? acr : undefined,
  };
}

/**
 * The platform's own tokens name a principal that the platform knew when it signed: whoever has a key and a token made
 * with it is one and the same, so that nobody approves the own call with the other of the two. The credential is the
 * key, too: a policy that names it holds for what was made with it.
 */
function ownPrincipal(claims: JWTPayload): Claimed | { refused: string } {
  const own = PlatformClaims.safeParse(claims);
  if (!own.success) return { refused: 'not what the platform signs' };
  const { sub, client_id: credential, tenant, tier, roles, scope, unattended, lineage } = own.data;
  return {
    id: sub,
    credential,
    tenant,
    tier,
    roles,
    scopes: words(scope),
    unattended,
    lineage,
  };
}

/** A token of a client itself has no person behind it: its subject is the client (RFC 9068, 5). */
function isMachine({ sub, client_id }: JWTPayload): boolean {
  return sub !== undefined && sub === client_id;
}

function machineOf({ machines }: Issuer, claims: JWTPayload) {
  return isMachine(claims) ? machines?.find(({ clientId }) => clientId === claims.client_id) : undefined;
}

function tenantOf({ tenant }: Issuer, claims: JWTPayload): string | undefined {
  if ('fixed' in tenant) return tenant.fixed;
  const claimed = Slug.safeParse(claims[tenant.claim]);
  return claimed.success && !RESERVED_TENANTS.includes(claimed.data) ? claimed.data : undefined;
}

function tierOf({ tier }: Issuer, claims: JWTPayload): Tier {
  const claimed = tier.claim === undefined ? undefined : Tier.safeParse(claims[tier.claim]);
  return claimed?.success ? claimed.data : tier.fallback;
}

function rolesWithin(highest: Role, claimed: readonly string[]): string[] {
  const grantable: readonly string[] = ROLES.slice(0, ROLES.indexOf(highest) + 1);
  return [...new Set(claimed)].filter((role) => grantable.includes(role));
}

/** A pattern never stands for a scope that takes a role: whom an issuer makes a reviewer is said by name. */
function scopesWithin(highest: readonly string[] = ['*'], claimed: readonly string[]): string[] {
  const covers = (entry: string, scope: string) =>
    entry === scope || (!requiresRole(scope) && matchesGlob(scope, entry));
  return claimed.filter((scope) => highest.some((entry) => covers(entry, scope)));
}

/** `*` means every scope here and is nothing that an issuer could have meant. */
function scopesOf({ scopesClaim, scopePrefix = '', clientScopes }: Issuer, claims: JWTPayload): string[] {
  const claimed = words(claims[scopesClaim])
    .filter((scope) => scope.startsWith(scopePrefix))
    .map((scope) => scope.slice(scopePrefix.length));
  const ofClient = clientScopes?.find(({ clientId }) => clientId === claims.client_id)?.scopes ?? [];
  return [...claimed, ...ofClient].filter((scope) => scope !== '' && scope !== '*');
}

/** A claim that is a list, or words in one text. */
export function words(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter(Boolean);
  return Array.isArray(claim) ? claim.filter((item) => typeof item === 'string' && /^[\x21-\x7e]+$/.test(item)) : [];
}
