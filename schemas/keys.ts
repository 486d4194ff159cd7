/**
 * Keys of the tables. Every partition key starts with the tenant that owns the item, or with `platform` for items
 * without a tenant. Each repository in functions/core, functions/platform and functions/kit lists its access patterns
 * at the top.
 */
export const PLATFORM = 'platform';

/** Names that no tenant may have: partition keys that start with them hold items of the platform, or of no tenant. */
export const RESERVED_TENANTS: readonly string[] = [PLATFORM, 'cancel', 'public', 'started', 'breaker'];

/**
 * Reserved key that health probes read. Only the registry has an item under it: `startedAt`, when the running version was
 * deployed, in Unix milliseconds.
 */
export const HEALTH_KEY = { pk: `${PLATFORM}#health`, sk: 'health' };

export const EPOCH_KEY = { pk: `${PLATFORM}#epoch`, sk: 'catalogue' };
export const CATALOGUE_PK = `${PLATFORM}#catalogue`;

export const toolSk = (name: string, version: string) => `tool#${name}#${version}`;
export const resourceSk = (family: string, uri: string) => `resource#${family}#${uri}`;
export const templateSk = (family: string, uriTemplate: string) => `template#${family}#${uriTemplate}`;
export const promptSk = (name: string) => `prompt#${name}`;
export const bundleSk = (name: string) => `bundle#${name}`;

export const apiKeyKey = (id: string) => ({ pk: `${PLATFORM}#api-key#${id}`, sk: 'api-key' });

/** Revocation of one token by its `jti`, and of all tokens of a subject that were issued up to a moment. */
export const revokedTokenKey = (issuer: string, jti: string) => ({
  pk: `${PLATFORM}#revoked#token#${issuer}#${jti}`,
  sk: 'revoked',
});
export const revokedSubjectKey = (issuer: string, subject: string) => ({
  pk: `${PLATFORM}#revoked#subject#${issuer}#${subject}`,
  sk: 'revoked',
});

/** Revocation of all tokens of one grant, by their `sid`, and of all tokens of a client, by their `client_id`. */
export const revokedSessionKey = (issuer: string, session: string) => ({
  pk: `${PLATFORM}#revoked#session#${issuer}#${session}`,
  sk: 'revoked',
});
export const revokedClientKey = (issuer: string, client: string) => ({
  pk: `${PLATFORM}#revoked#client#${issuer}#${client}`,
  sk: 'revoked',
});

/** Summary of an API key for the administrators of its tenant, without the hash. */
export const apiKeySummaryKey = (tenant: string, id: string) => ({ pk: `${tenant}#api-keys`, sk: `api-key#${id}` });

/**
 * Counter that rises with each key that an owner or its agents make, so that concurrent requests are counted in turn.
 */
export const keyCountKey = (tenant: string, owner: string) => ({ pk: `${tenant}#api-keys`, sk: `count#${owner}` });

/** A family of refresh tokens, and its used tokens. Both are found by the text of a token alone. */
export const refreshFamilyKey = (family: string) => ({ pk: `${PLATFORM}#refresh#${family}`, sk: 'family' });
export const usedRefreshKey = (family: string, hash: string) => ({
  pk: `${PLATFORM}#refresh#${family}`,
  sk: `used#${hash}`,
});

/** A cancel record. Front derives `cancelRef`, a hash, from the caller and the id of the request. */
export const cancelKey = (cancelRef: string) => ({ pk: `cancel#${cancelRef}`, sk: 'cancel' });

/** An approval. Its id is a hash of the call to approve, so that the call finds its own approval. */
export const approvalKey = (tenant: string, id: string) => ({ pk: `${tenant}#approvals`, sk: `approval#${id}` });

/** A confirmation that was used, by its random nonce. */
export const usedConfirmationKey = (tenant: string, nonce: string) => ({ pk: `${tenant}#burnt#${nonce}`, sk: 'burnt' });

/** A call that waits for its confirmation; `hash` is that of the proof that the principal was given. */
export const askedCallKey = (tenant: string, principal: string, hash: string) => ({
  pk: `${tenant}#asked#${principal}`,
  sk: hash,
});

/** Idempotency record of a write, by the caller's idempotency key. */
export const claimKey = (tenant: string, principal: string, key: string) => ({
  pk: `${tenant}#claim#${principal}`,
  sk: key,
});

/** Leases of the open streams of an owner and its agents, and of all open streams of the stage. */
export const ownerStreamsKey = (tenant: string, owner: string) => ({ pk: `${tenant}#listen#${owner}`, sk: 'streams' });
export const STAGE_STREAMS_KEY = { pk: `${PLATFORM}#listen`, sk: 'streams' };

/** A task. Its key holds the principal, so a task of another principal is not found. */
export const taskKey = (tenant: string, principal: string, taskId: string) => ({
  pk: `${tenant}#task#${principal}`,
  sk: taskId,
});

/** Idempotency record of a write without an idempotency key, by a hash of the call. */
export const retryClaimKey = (tenant: string, principal: string, hash: string) => ({
  pk: `${tenant}#reissue#${principal}`,
  sk: hash,
});

/** When a principal last wrote on a subject, by a hash of the subject. */
export const writeSubjectKey = (tenant: string, principal: string, hash: string) => ({
  pk: `${tenant}#subject#${principal}`,
  sk: hash,
});

/**
 * Mark of a claimed call that was started, or that must no longer start; `mark` is the random id of the claim's owner.
 */
export const startedKey = (mark: string) => ({ pk: `started#${mark}`, sk: 'started' });

/** State of the circuit breaker that a family has for a provider; `provider` is the host. One Query has a family's. */
export const breakerKey = (family: string, provider: string) => ({ pk: `breaker#${family}#hosts`, sk: provider });

/** Partition of all plans and their assignments, in the registry; one Query loads it. */
export const PLANS_PK = `${PLATFORM}#plans`;
export const planSk = (name: string) => `plan#${name}`;
export const planAssignmentSk = (tenant: string, principal?: string) =>
  principal === undefined ? `tenant#${tenant}` : `principal#${JSON.stringify([tenant, principal])}`;

/** Counters and limits of one principal for one day (`2026-11-21`, UTC), in one item of the usage table. */
export const usageKey = (tenant: string, day: string, principal: string) => ({
  pk: `${tenant}#usage#${day}`,
  sk: principal,
});

/** A cached response; `hash` is a keyed hash, from which no argument can be guessed. */
export const cachedResponseKey = (tenant: string, hash: string) => ({ pk: `${tenant}#cache#${hash}`, sk: 'answer' });

/** Counter of the invalidations of a tool, of a principal or of an event. */
export const cacheGenerationKey = (owner: string, kind: 'tool' | 'principal' | 'event', name: string) => ({
  pk: `${owner}#cache-generation#${kind}#${name}`,
  sk: 'generation',
});

/** Partitions that share the events of one tenant's hour. */
export const AUDIT_SHARDS = 16;

/** Audit events of a tenant in an hour (`2026-11-21T10`, UTC), by shard. */
export const auditPartition = (tenant: string, hour: string, shard: number) => `${tenant}#${hour}#${shard}`;

/** Sort key of an audit event: its id within the tenant, which begins with its time. Old events end with their phase. */
export const auditSortKey = ({
  at,
  callId,
  phase,
  nonce,
}: {
  at: string;
  callId: string;
  phase: string;
  nonce?: string;
}) => (nonce === undefined ? `${at}#${callId}#${phase}` : `${at}#${callId}#${phase}#${nonce}`);

/** Item that says that a tenant has events in an hour. */
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

/** Salt of a principal's pseudonym in the sealed audit. Erasing the person deletes it. */
export const pseudonymKey = (tenant: string, principal: string) => ({
  pk: `${tenant}#audit-pseudonyms`,
  sk: principal,
});

/** A provider's event that was received. The provider may choose any text as its id, so the key holds a hash. */
export const receivedEventKey = (family: string, source: string, idHash: string) => ({
  pk: `${PLATFORM}#webhook#${family}#${source}#${idHash}`,
  sk: 'event',
});
