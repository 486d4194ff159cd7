import { type ApiKeyRequest, type ApiKeySummary, keyExpiry } from '../../../schemas/api-keys.ts';
import type { ApiKeyRecord } from '../../../schemas/identity-records.ts';
import type { Principal } from '../../../schemas/invocation.ts';
import { ROLES } from '../../../schemas/issuer.ts';
import { PLATFORM_ISSUER } from '../../../schemas/platform-tokens.ts';
import { TIERS } from '../../../schemas/tool-definition.ts';
import { ManifoldError } from '../errors/manifold-error.ts';
import { newApiKey } from '../identity/api-key.ts';
import { missingScopes } from '../identity/scopes.ts';
import { lastingTier } from '../limits/plans.ts';

/** A key before it is stored; `key` is shown to its creator and forgotten. */
export interface NewApiKey {
  key: string;
  record: ApiKeyRecord;
  summary: ApiKeySummary;
}

/**
 * A key as its creator may make it: for the creator or for an agent of the same tenant, with nothing that the creator
 * has not. A key for another person cannot be made: it would decide approvals in that person's name.
 * @throws {ManifoldError} E1004 naming the field that asks for more than the creator has
 */
export function draftApiKey(request: ApiKeyRequest, creator: Principal, nowSeconds: number): NewApiKey {
  // A key outlives a subscription: the person's own key has its plan by the person's id, for as long as it holds.
  const highest = lastingTier(creator);
  const { label, agent, scopes, roles, tier = highest, expiresInDays } = request;
  refuseBeyond({ scopes, roles }, creator);
  refuseMore('tier', TIERS.indexOf(tier) > TIERS.indexOf(highest) ? [tier] : []);
  const { id, key, hash } = newApiKey();
  const unattended = agent !== undefined || creator.unattended === true;
  const principal: Principal = {
    id: agent === undefined ? creator.id : agentId(creator.tenant, agent),
    tenant: creator.tenant,
    tier,
    roles,
    scopes,
    credential: id,
    ...(unattended ? { unattended } : {}),
  };
  const shared = {
    id,
    label,
    status: 'active',
    createdAt: new Date(nowSeconds * 1000).toISOString(),
    expiresAt: keyExpiry(expiresInDays, nowSeconds),
  } as const;
  const summary = { ...shared, principal: principal.id, roles, scopes, tier, unattended, createdBy: creator.id };
  return { key, record: { ...shared, hash, principal }, summary };
}

/** Principal id of a machine client; the platform vouches for it, and the tenant keeps equal names apart. */
export function agentId(tenant: string, agent: string): string {
  return `${PLATFORM_ISSUER}:agent/${tenant}/${agent}`;
}

/** @throws {ManifoldError} E1004 naming the field that asks for more than the giver has */
export function refuseBeyond(
  { scopes, roles }: { scopes: readonly string[]; roles: readonly string[] },
  giver: Pick<Principal, 'scopes' | 'roles'>,
): void {
  refuseMore('scopes', missingScopes(scopes, giver));
  refuseMore('roles', rolesBeyond(roles, giver.roles));
}

function rolesBeyond(wanted: readonly string[], held: readonly string[]): string[] {
  const rank = (role: string) => (ROLES as readonly string[]).indexOf(role);
  const highest = Math.max(...held.map(rank), -1);
  return wanted.filter((role) => rank(role) > highest);
}

function refuseMore(field: string, beyond: readonly string[]): void {
  if (beyond.length === 0) return;
  throw new ManifoldError('E1004', `You cannot give a key more than you have: ${field} ${beyond.join(', ')}.`, {
    details: { field, suggestion: `Leave out ${beyond.join(', ')}.` },
  });
}
