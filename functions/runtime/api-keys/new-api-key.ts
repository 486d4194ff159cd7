import { type ApiKeyRequest, type ApiKeySummary, keyExpiry } from '../../../schemas/api-keys.ts';
import type { ApiKeyRecord } from '../../../schemas/identity-records.ts';
import type { Principal } from '../../../schemas/invocation.ts';
import { PLATFORM_ISSUER } from '../../../schemas/platform-tokens.ts';
import { newApiKey } from '../identity/api-key.ts';
import { handOn } from '../identity/hand-on.ts';

/** A key before it is stored; `key` is shown to its creator and forgotten. */
export interface NewApiKey {
  key: string;
  record: ApiKeyRecord;
  summary: ApiKeySummary;
}

/**
 * A key as its creator may make it: for the creator or for an agent of the same tenant, with nothing that the creator
 * has not. A key for another person cannot be made: it would decide approvals in that person's name.
 * @throws {ManifoldError} what `handOn` throws for more than the creator has
 */
export function draftApiKey(request: ApiKeyRequest, creator: Principal, nowSeconds: number): NewApiKey {
  const { label, agent, expiresInDays } = request;
  const rights = handOn(request, creator);
  const { id, key, hash } = newApiKey();
  const unattended = agent !== undefined || creator.unattended === true;
  const principal: Principal = {
    id: agent === undefined ? creator.id : agentId(creator.tenant, agent),
    tenant: creator.tenant,
    ...rights,
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
  const summary = { ...shared, ...rights, principal: principal.id, unattended, createdBy: creator.id };
  return { key, record: { ...shared, hash, principal }, summary };
}

/** Principal id of a machine client; the platform vouches for it, and the tenant keeps equal names apart. */
export function agentId(tenant: string, agent: string): string {
  return `${PLATFORM_ISSUER}:agent/${tenant}/${agent}`;
}
