import { agentId } from '../../../schemas/agents.ts';
import { type ApiKeyRequest, type ApiKeySummary, keyExpiry } from '../../../schemas/api-keys.ts';
import type { ApiKeyRecord } from '../../../schemas/identity-records.ts';
import type { Principal } from '../../../schemas/invocation.ts';
import { keysOf } from '../../../schemas/lineage.ts';
import { TIERS } from '../../../schemas/tool-definition.ts';
import { ManifoldError } from '../errors/manifold-error.ts';
import { newApiKey } from '../identity/api-key.ts';
import { missingScopes } from '../identity/scopes.ts';
import { lastingTier } from '../limits/plans.ts';
import { type Giver, lastingLineage } from './giver.ts';
import { rolesBeyond } from './rank.ts';

/** A key before it is stored; `key` is shown to its creator and forgotten. */
export interface NewApiKey {
  key: string;
  record: ApiKeyRecord;
  summary: ApiKeySummary;
}

/**
 * A key as its creator may make it: for the creator or for an agent of the same tenant, with nothing that the creator
 * has not, its end included. A key for another person cannot be made: it would decide approvals in that person's name.
 * @throws {ManifoldError} E1004 naming the field that asks for more than the creator has
 */
export function draftApiKey(request: ApiKeyRequest, creator: Giver, nowSeconds: number): NewApiKey {
  // A key outlives a subscription: the person's own key has its plan by the person's id, for as long as it holds.
  const highest = lastingTier(creator);
  const { label, agent, scopes, roles, tier = highest, expiresInDays } = request;
  refuseBeyond({ scopes, roles }, creator);
  refuseMore('tier', TIERS.indexOf(tier) > TIERS.indexOf(highest) ? [tier] : []);
  const { id, key, hash } = newApiKey();
  const unattended = agent !== undefined || creator.unattended === true;
  const ownerTier = creator.ownerTier ?? (agent === undefined ? undefined : highest);
  const principal: Principal = {
    id: agent === undefined ? creator.id : agentId(creator.tenant, creator.id, agent),
    tenant: creator.tenant,
    tier,
    roles,
    scopes,
    credential: id,
    ...(unattended ? { unattended } : {}),
    ...(ownerTier === undefined ? {} : { ownerTier }),
  };
  const shared = {
    id,
    label,
    status: 'active',
    createdAt: new Date(nowSeconds * 1000).toISOString(),
    expiresAt: Math.min(keyExpiry(expiresInDays, nowSeconds), creator.endsAt ?? Number.POSITIVE_INFINITY),
  } as const;
  const lineage = lastingLineage(creator.lineage);
  const made = { principal: principal.id, createdBy: creator.id, ancestors: keysOf(lineage) };
  const summary = { ...shared, ...made, roles, scopes, tier, unattended };
  return { key, record: { ...shared, hash, principal, lineage }, summary };
}

/** @throws {ManifoldError} E1004 naming the field that asks for more than the giver has */
export function refuseBeyond(
  { scopes, roles }: { scopes: readonly string[]; roles: readonly string[] },
  giver: Pick<Principal, 'scopes' | 'roles'>,
): void {
  refuseMore('scopes', missingScopes(scopes, giver));
  refuseMore('roles', rolesBeyond(roles, giver.roles));
}

function refuseMore(field: string, beyond: readonly string[]): void {
  if (beyond.length === 0) return;
  throw new ManifoldError('E1004', `You cannot give a key more than you have: ${field} ${beyond.join(', ')}.`, {
    details: { field, suggestion: `Leave out ${beyond.join(', ')}.` },
  });
}
