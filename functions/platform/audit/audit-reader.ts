/**
 * The audit table, read. Access patterns, none of them a Scan:
 * - tenants of an hour: Query platform#audit-active#<hour>
 * - events of a tenant: Query <tenant>#<hour>#<shard>, sort key between two times; 16 of them per hour, at once
 */
import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import { AUDIT_SHARDS, auditActiveKey, auditPartition } from '../../../schemas/keys.ts';
import { SealedEvent } from '../../../schemas/sealed-audit.ts';
import { type AuditTable, hourOf } from './audit-trail.ts';

/** A span of time, Unix milliseconds; `to` is not in it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const HOUR_MS = 3_600_000;

/** The tenants that have events in an hour (`2026-11-21T10`). */
export async function activeTenants(audit: AuditTable, hour: string): Promise<string[]> {
  const tenants: string[] = [];
  const query = {
    TableName: audit.table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': auditActiveKey(hour, '').pk },
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateQuery({ client: audit.client }, query)) {
    tenants.push(...Items.map(({ sk }) => String(sk)));
  }
  return tenants;
}

/** The hours that a span touches, in order. */
export function* hoursOf({ from, to }: Span): Generator<string> {
  for (let at = Math.floor(from / HOUR_MS) * HOUR_MS; at < to; at += HOUR_MS) yield hourOf(new Date(at).toISOString());
}

/** Events of a tenant in a span that lies in one hour, by time. */
export async function eventsInHour(audit: AuditTable, tenant: string, span: Span): Promise<SealedEvent[]> {
  const hour = hourOf(new Date(span.from).toISOString());
  const shards = Array.from({ length: AUDIT_SHARDS }, (_, shard) => auditPartition(tenant, hour, shard));
  const events = (await Promise.all(shards.map((pk) => eventsOfPartition(audit, pk, span)))).flat();
  return events.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** Events of all tenants, or of one, in a span, hour by hour and by time. */
export async function* eventsBetween(
  audit: AuditTable,
  { from, to, tenant }: Span & { tenant?: string },
): AsyncGenerator<{ hour: string; events: SealedEvent[] }> {
  for (const hour of hoursOf({ from, to })) {
    const start = Date.parse(`${hour}:00:00.000Z`);
    const span = { from: Math.max(from, start), to: Math.min(to, start + HOUR_MS) };
    const active = await activeTenants(audit, hour);
    const events: SealedEvent[] = [];
    for (const one of active) {
      if (tenant === undefined || one === tenant) events.push(...(await eventsInHour(audit, one, span)));
    }
    yield { hour, events: events.sort((a, b) => (order(a) < order(b) ? -1 : 1)) };
  }
}

async function eventsOfPartition(audit: AuditTable, pk: string, { from, to }: Span): Promise<SealedEvent[]> {
  const events: SealedEvent[] = [];
  const query = {
    TableName: audit.table,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    // `#` is what follows a time in the sort key, and the last moment is the one before `to`.
    ExpressionAttributeValues: {
      ':pk': pk,
      ':from': new Date(from).toISOString(),
      ':to': `${new Date(to - 1).toISOString()}~`,
    },
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateQuery({ client: audit.client }, query)) {
    for (const { pk: _pk, sk: _sk, expiresAt: _expiresAt, ...event } of Items) events.push(SealedEvent.parse(event));
  }
  return events;
}

const order = ({ at, callId, phase }: SealedEvent) => `${at} ${callId} ${phase}`;
