/**
 * The audit table, written. Access patterns:
 * - event: PutItem <tenant>#<hour>#<shard> / <time>#<call>#<phase>#<nonce>, two per call, if there is no such item. The
 *   shard (16 of them) spreads a busy hour over partitions. Outcomes have the keys of the indexes as well (audit-index.ts).
 * - tenants of an hour: PutItem platform#audit-active#<hour> / <tenant>, before a tenant's first event of the hour, once
 *   per hour and instance. Readers (audit-reader.ts) find all events by it without a Scan (ADR 0011).
 */
import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import {
  type AUDIT_INDEXES,
  AUDIT_SHARDS,
  type AuditIndex,
  auditActiveKey,
  auditIndexPartition,
  auditPartition,
  auditSortKey,
} from '../../../schemas/keys.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { hashOf } from '../../core/json/canonical.ts';
import { count } from '../../core/logging/metrics.ts';

export interface AuditTable {
  client: DynamoDBDocumentClient;
  table: string;
}

export interface AuditTrail {
  /**
   * Adds an event. It gets a nonce unless it has one.
   * @throws {ManifoldError} E5002: a call that cannot be audited must not happen, nor be answered
   */
  record(event: AuditEvent): Promise<void>;
}

export function auditTrail({ client, table }: AuditTable): AuditTrail {
  const announced = announcements((hour, tenant) =>
    client.send(new PutCommand({ TableName: table, Item: auditActiveKey(hour, tenant) })),
  );
  return {
    async record(event) {
      try {
        await announced(hourOf(event.at), event.tenant);
        const complete = { nonce: newNonce(), ...event };
        await addItem({ client, table }, { ...auditKey(complete), ...indexKeys(complete), ...complete });
      } catch (cause) {
        count('AuditFault');
        const message = 'The audit trail does not answer, so the call was refused. Try again in a moment.';
        throw new ManifoldError('E5002', message, { cause });
      }
    },
  };
}

/** There is another item under the key of an audit event. It stays as it is. */
export class KeyTaken extends Error {
  override readonly name = 'KeyTaken';
  override readonly message = 'There is another item under the key of an audit event.';
}

const newNonce = () => randomBytes(16).toString('hex');

/**
 * Adds an item. If there is an equal one, it was written by an attempt whose answer was lost: the SDK's retry of a write
 * meets its own item.
 *
 * @throws {KeyTaken} if there is another item under the key
 */
async function addItem({ client, table }: AuditTable, item: Record<string, unknown>): Promise<void> {
  const put = new PutCommand({
    TableName: table,
    Item: item,
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  await client.send(put).catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException) || !error.Item) throw error;
    if (hashOf(unmarshall(error.Item)) === hashOf(JSON.parse(JSON.stringify(item)))) return;
    throw new KeyTaken();
  });
}

/** Partition and sort key of an event. */
export function auditKey(event: Pick<AuditEvent, 'tenant' | 'at' | 'callId' | 'phase' | 'nonce'>): {
  pk: string;
  sk: string;
} {
  const { tenant, at, callId } = event;
  return { pk: auditPartition(tenant, hourOf(at), shardOf(callId)), sk: auditSortKey(event) };
}

/** Attributes that put an outcome into the indexes; an intent is in no index. */
export function indexKeys(
  event: IndexedFields,
): Partial<Record<(typeof AUDIT_INDEXES)[AuditIndex]['attribute'], string>> {
  const { phase, at, callId, correlationId, principal, subject, target } = event;
  if (phase !== 'outcome') return {};
  const partition = (value: string) => auditIndexPartition(value, at.slice(0, 10), shardOf(callId));
  return {
    ...(correlationId ? { correlationKey: correlationId } : {}),
    principalKey: partition(principal),
    ...(subject === undefined ? {} : { subjectKey: partition(subject) }),
    targetKey: partition(target),
  };
}

type IndexedFields = Pick<AuditEvent, 'phase' | 'at' | 'callId' | 'correlationId' | 'principal' | 'subject' | 'target'>;

/** The hour of a moment as keys have it: `2026-11-21T10`. */
export const hourOf = (at: string): string => at.slice(0, 13);

/** UUIDs end in random digits; any other id is spread less well, and is found all the same. */
function shardOf(callId: string): number {
  const end = callId.slice(-2);
  return /^[0-9a-f]{2}$/.test(end) ? Number.parseInt(end, 16) % AUDIT_SHARDS : callId.length % AUDIT_SHARDS;
}

/**
 * Announces a tenant once per hour. An event is written after its announcement is durable, so every event can be found.
 * The announcements of two hours are remembered, since clocks and long calls reach over the full hour.
 */
function announcements(announce: (hour: string, tenant: string) => Promise<unknown>) {
  const hours = new Map<string, Map<string, Promise<unknown>>>();
  return async (hour: string, tenant: string): Promise<void> => {
    const tenants = hours.get(hour) ?? new Map<string, Promise<unknown>>();
    hours.set(hour, tenants);
    for (const [old] of hours) if (hours.size > 2) hours.delete(old);
    let announced = tenants.get(tenant);
    if (!announced) {
      announced = announce(hour, tenant);
      tenants.set(tenant, announced);
      announced.catch(() => tenants.delete(tenant));
    }
    await announced;
  };
}
