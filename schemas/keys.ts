/**
 * Keys of the tables. Every partition key starts with the tenant that owns the item; what belongs to no tenant is
 * the platform's. Access patterns stand at the top of each repository in functions/core, functions/platform and functions/kit.
 */
export const PLATFORM = 'platform';

/** Tenants that nobody's credential may name: keys that start with them belong to the platform, or to nobody. */
export const RESERVED_TENANTS: readonly string[] = [PLATFORM, 'cancel', 'public', 'started', 'breaker'];

/** Reserved key that health probes read; nothing is ever stored there. */
export const HEALTH_KEY = { pk: `${PLATFORM}#health`, sk: 'health' };

export const EPOCH_KEY = { pk: `${PLATFORM}#epoch`, sk: 'catalogue' };
export const CATALOGUE_PK = `${PLATFORM}#catalogue`;

export const toolSk = (name: string, version: string) => `tool#${name}#${version}`;
export const resourceSk = (family: string, uri: string) => `resource#${family}#${uri}`;
export const templateSk = (family: string, uriTemplate: string) => `template#${family}#${uriTemplate}`;
export const promptSk = (name: string) => `prompt#${name}`;
export const bundleSk = (name: string) => `bundle#${name}`;

export const apiKeyKey = (id: string) => ({ pk: `${PLATFORM}#api-key#${id}`, sk: 'api-key' });

/** Revocation of one token (by its `jti`), or of all tokens of a subject that were issued until then. */
export const revokedTokenKey = (issuer: string, jti: string) => ({
  pk: `${PLATFORM}#revoked#token#${issuer}#${jti}`,
  sk: 'revoked',
});
export const revokedSubjectKey = (issuer: string, subject: string) => ({
  pk: `${PLATFORM}#revoked#subject#${issuer}#${subject}`,
  sk: 'revoked',
});

/** Revocation of all that came of one grant (the `sid` of its tokens), or of all tokens of a client (`client_id`). */
export const revokedSessionKey = (issuer: string, session: string) => ({
  pk: `${PLATFORM}#revoked#session#${issuer}#${session}`,
  sk: 'revoked',
});
export const revokedClientKey = (issuer: string, client: string) => ({
  pk: `${PLATFORM}#revoked#client#${issuer}#${client}`,
  sk: 'revoked',
});

/** What a tenant's administrators see of its API keys, without the hashes. */
export const apiKeySummaryKey = (tenant: string, id: string) => ({ pk: `${tenant}#api-keys`, sk: `api-key#${id}` });

/** Rises with each key that an owner or one of its agents makes: two that are made at once are counted one after the other. */
export const keyCountKey = (tenant: string, owner: string) => ({ pk: `${tenant}#api-keys`, sk: `count#${owner}` });

/** A family of refresh tokens, and those of its tokens that were used; the token's text alone has to find them. */
export const refreshFamilyKey = (family: string) => ({ pk: `${PLATFORM}#refresh#${family}`, sk: 'family' });
export const usedRefreshKey = (family: string, hash: string) => ({
  pk: `${PLATFORM}#refresh#${family}`,
  sk: `used#${hash}`,
});

/** A cancel record: `cancelRef` is a hash that front derives from the caller and the request's id. */
export const cancelKey = (cancelRef: string) => ({ pk: `cancel#${cancelRef}`, sk: 'cancel' });

/** Approvals of a tenant; the id is a hash of the call that is to be approved, so the call finds its own. */
export const approvalKey = (tenant: string, id: string) => ({ pk: `${tenant}#approvals`, sk: `approval#${id}` });

/** A confirmation that was used; the nonce is random, so no tenant can hit another's. */
export const burnKey = (tenant: string, nonce: string) => ({ pk: `${tenant}#burnt#${nonce}`, sk: 'burnt' });

/** A claim of a write by idempotency key. */
export const claimKey = (tenant: string, principal: string, key: string) => ({
  pk: `${tenant}#claim#${principal}`,
  sk: key,
});

/** Leases of the streams that an owner, with its agents, holds open; and of those that the whole stage does. */
export const ownerStreamsKey = (tenant: string, owner: string) => ({ pk: `${tenant}#listen#${owner}`, sk: 'streams' });
export const STAGE_STREAMS_KEY = { pk: `${PLATFORM}#listen`, sk: 'streams' };

/** Long work of one principal: another's is not found, since its key cannot be written down. */
export const taskKey = (tenant: string, principal: string, taskId: string) => ({
  pk: `${tenant}#task#${principal}`,
  sk: taskId,
});

/** A claim of a write without a key, by a hash of the call: apart from the keys that callers choose. */
export const reissueKey = (tenant: string, principal: string, hash: string) => ({
  pk: `${tenant}#reissue#${principal}`,
  sk: hash,
});

/** A claimed call that was started, or that must not be any more; `mark` is the random id of its claim's owner. */
export const startedKey = (mark: string) => ({ pk: `started#${mark}`, sk: 'started' });

/** What is known of a provider's health; `provider` is its host, within the family that calls it. */
export const breakerKey = (family: string, provider: string) => ({
  pk: `breaker#${family}#${provider}`,
  sk: 'breaker',
});

/** Plans and who has which, in the registry: one Query loads them. */
export const PLANS_PK = `${PLATFORM}#plans`;
export const planSk = (name: string) => `plan#${name}`;
export const planAssignmentSk = (tenant: string, principal?: string) =>
  principal === undefined ? `tenant#${tenant}` : `principal#${JSON.stringify([tenant, principal])}`;

/** What one principal did on one day (`2026-11-21`, UTC): its counters and limits are one item of the usage table. */
export const usageKey = (tenant: string, day: string, principal: string) => ({
  pk: `${tenant}#usage#${day}`,
  sk: principal,
});

/** A kept answer; `hash` is keyed, so that no argument can be read from it. */
export const cachedAnswerKey = (tenant: string, hash: string) => ({ pk: `${tenant}#cache#${hash}`, sk: 'answer' });

/** How often the answers of a tool, of a principal, or those that an event concerns were made void. */
export const cacheGenerationKey = (owner: string, kind: 'tool' | 'principal' | 'event', name: string) => ({
  pk: `${owner}#cache-generation#${kind}#${name}`,
  sk: 'generation',
});

/** Partitions that share the events of one tenant's hour. */
export const AUDIT_SHARDS = 16;

/** Audit events of a tenant in an hour (`2026-11-21T10`, UTC), by shard. */
export const auditPartition = (tenant: string, hour: string, shard: number) => `${tenant}#${hour}#${shard}`;

/** Says that a tenant has events in an hour. */
export const auditActiveKey = (hour: string, tenant: string) => ({
  pk: `${PLATFORM}#audit-active#${hour}`,
  sk: tenant,
});

/**
 * Sparse indexes of the audit table over outcomes: name of the index and of the attribute that is its partition key. The
 * sort key is that of the table. Days and shards spread a busy principal or target over partitions.
 */
export const AUDIT_INDEXES = {
  correlation: { index: 'byCorrelation', attribute: 'correlationKey' },
  principal: { index: 'byPrincipal', attribute: 'principalKey' },
  subject: { index: 'bySubject', attribute: 'subjectKey' },
  target: { index: 'byTarget', attribute: 'targetKey' },
} as const;
export type AuditIndex = keyof typeof AUDIT_INDEXES;

/** Partition of an index over principals, subjects or targets, of one day (`2026-11-21`, UTC) and shard. */
export const auditIndexPartition = (value: string, day: string, shard: number) => `${value}#${day}#${shard}`;

/** An operator's decision to pass a window that cannot be sealed; the sort key is the window's name, `2026-11-21T10:05Z`. */
export const passedWindowKey = (window: string) => ({ pk: `${PLATFORM}#audit-passed`, sk: window });

/** Says up to which moment events have left the audit table. */
export const AUDIT_RETIRED_KEY = { pk: `${PLATFORM}#audit-retired`, sk: 'retired' };

/** The lease of the run that seals the audit, in the state table. */
export const SEALER_LEASE_KEY = { pk: `${PLATFORM}#lease#audit-sealer`, sk: 'lease' };

/** The salt of a principal's pseudonym in the sealed audit; erasing a person deletes it. */
export const pseudonymKey = (tenant: string, principal: string) => ({
  pk: `${tenant}#audit-pseudonyms`,
  sk: principal,
});

/** An event of a provider that was taken in; the id may be any text of the provider's, so it comes hashed. */
export const receivedEventKey = (family: string, source: string, idHash: string) => ({
  pk: `${PLATFORM}#webhook#${family}#${source}#${idHash}`,
  sk: 'event',
});
