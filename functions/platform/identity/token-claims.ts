import type { JWTPayload } from 'jose';
import type { Principal } from '../../../schemas/invocation.ts';
import { type Issuer, ROLES, type Role } from '../../../schemas/issuer.ts';
import { Slug } from '../../../schemas/json.ts';
import { RESERVED_TENANTS } from '../../../schemas/keys.ts';
import { PlatformClaims } from '../../../schemas/platform-tokens.ts';
import { requiresRole } from '../../../schemas/role-scopes.ts';
import { Tier } from '../../../schemas/tool-definition.ts';
import { matchesGlob } from '../policy/grants/glob.ts';

/** The principal that a verified token describes, as far as its issuer is trusted. */
export type Claimed = Omit<Principal, 'credential'> & Partial<Pick<Principal, 'credential'>>;

/**
 * Principal of a verified token.
 * @returns a reason for refusal, if the claims name no tenant that the issuer may use
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
 * The platform's own tokens hold the principal as the platform knew it when it signed. A key and a token that was made
 * with it have the same principal, so a person cannot approve a call of the key with the token. The credential is the
 * key's id too, so a policy that names the key applies to its tokens.
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

/** The token of a machine client has the client as its subject (RFC 9068, section 5). */
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

/** Patterns never cover scopes that require a role. Those have to be named. */
function scopesWithin(highest: readonly string[] = ['*'], claimed: readonly string[]): string[] {
  const covers = (entry: string, scope: string) =>
    entry === scope || (!requiresRole(scope) && matchesGlob(scope, entry));
  return claimed.filter((scope) => highest.some((entry) => covers(entry, scope)));
}

/** A scope `*` from an issuer is dropped, since only the platform uses it, for every scope. */
function scopesOf({ scopesClaim, scopePrefix, former = [], clientScopes }: Issuer, claims: JWTPayload): string[] {
  const prefixes = scopePrefix === undefined ? [''] : [scopePrefix, ...former.map(({ resource }) => `${resource}/`)];
  const claimed = words(claims[scopesClaim]).flatMap((scope) => {
    const prefix = prefixes.find((start) => scope.startsWith(start));
    return prefix === undefined ? [] : [scope.slice(prefix.length)];
  });
  const ofClient = clientScopes?.find(({ clientId }) => clientId === claims.client_id)?.scopes ?? [];
  return [...claimed, ...ofClient].filter((scope) => scope !== '' && scope !== '*');
}

/** The words of a claim, which is a list or one text. */
export function words(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter(Boolean);
  return Array.isArray(claim) ? claim.filter((item) => typeof item === 'string' && /^[\x21-\x7e]+$/.test(item)) : [];
}
