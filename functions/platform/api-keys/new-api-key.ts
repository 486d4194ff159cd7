import { agentId } from '../../../schemas/agents.ts';
import { type ApiKeyRequest, type ApiKeySummary, keyExpiry } from '../../../schemas/api-keys.ts';
import type { ApiKeyRecord } from '../../../schemas/identity-records.ts';
import type { Principal } from '../../../schemas/invocation.ts';
import { keysOf } from '../../../schemas/lineage.ts';
import { newApiKey } from '../identity/api-key.ts';
import { delegateRights } from '../identity/delegate-rights.ts';
import { lastingTier } from '../limits/plans.ts';
import { type KeyMaker, lastingLineage } from './key-maker.ts';

/** A key that is not yet stored. `key` is shown to its creator once and is not stored. */
export interface NewApiKey {
  key: string;
  record: ApiKeyRecord;
  summary: ApiKeySummary;
}

/**
 * Drafts a key for its creator, or for an agent of the same tenant. The key has no right that the creator lacks, and
 * ends no later than the creator's credential. A key for another person cannot be made, since it could decide approvals
 * for them.
 * @throws {ManifoldError} the errors of `delegateRights`, if the creator lacks a right
 */
export function draftApiKey(request: ApiKeyRequest, creator: KeyMaker, nowSeconds: number): NewApiKey {
  const { label, agent, expiresInDays } = request;
  const rights = delegateRights(request, creator);
  const { id, key, hash } = newApiKey();
  const unattended = agent !== undefined || creator.unattended === true;
  const ownerTier = creator.ownerTier ?? (agent === undefined ? undefined : lastingTier(creator));
  const principal: Principal = {
    id: agent === undefined ? creator.id : agentId(creator.tenant, creator.id, agent),
    tenant: creator.tenant,
    ...rights,
    credential: id,
    unattended: unattended || undefined,
    ownerTier,
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
  const summary = { ...shared, ...made, ...rights, unattended };
  return { key, record: { ...shared, hash, principal, lineage }, summary };
}
