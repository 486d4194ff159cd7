/**
 * The audit table, read as streams. Access patterns, none of them a Scan:
 * - tenants of an hour: Query platform#audit-active#<hour>; whether one tenant is among them: with its sort key
 * - events of a tenant: Query <tenant>#<hour>#<shard>, sort key between two times; the 16 partitions of an hour are
 *   merged page by page, so a stream holds one page of each and stops reading when its consumer stops
 */
import { QueryCommand, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import { AUDIT_INDEXES, AUDIT_SHARDS, auditActiveKey, auditPartition } from '../../../schemas/keys.ts';
import { SealedEvent } from '../../../schemas/sealed-audit.ts';
import { readableRecord } from '../../core/records/readable-records.ts';
import { type AuditTable, hourOf } from './audit-trail.ts';
import { byTime, type EventId } from './event-order.ts';
import { mergeOrdered } from './ordered-streams.ts';

/** A span of time, Unix milliseconds; `to` is not in it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How a stream of events is read. */
export interface Reading {
  /** Default: the oldest event comes first. */
  readonly newestFirst?: boolean;
  /** Number of events that the consumer is likely to take; a stream for few events reads small pages. Default: all. */
  readonly likely?: number;
}

const HOUR_MS = 3_600_000;
/** Events that the pages of all partitions of a stream hold together. */
const HELD = 4_000;
const MOST_PER_PAGE = 500;
const LEAST_PER_PAGE = 4;

/** The tenants that have events in an hour (`2026-11-21T10`), in the order of their UTF-8 bytes. */
export async function* activeTenants(audit: AuditTable, hour: string): AsyncGenerator<string> {
  for await (const { sk } of itemsOf(audit, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': auditActiveKey(hour, '').pk },
  })) {
    yield String(sk);
  }
}

/** The item under a key; undefined if there is no such item. A Query, as for events: readers need no other right. */
export async function itemAt(
  audit: AuditTable,
  { pk, sk }: { pk: string; sk: string },
): Promise<Record<string, unknown> | undefined> {
  const query = {
    KeyConditionExpression: 'pk = :pk AND sk = :sk',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
  };
  for await (const item of itemsOf(audit, query)) return item;
  return undefined;
}

/** The hours that a span touches, in order. */
export function* hoursOf({ from, to }: Span): Generator<string> {
  for (let at = Math.floor(from / HOUR_MS) * HOUR_MS; at < to; at += HOUR_MS) yield hourOf(new Date(at).toISOString());
}

/** Events of all tenants, or of one, in a span, by time. */
export async function* eventsBetween(
  audit: AuditTable,
  { from, to, tenant, ...reading }: Span & { tenant?: string } & Reading,
): AsyncGenerator<SealedEvent> {
  for (const span of hoursOfSpan({ from, to }, reading)) {
    yield* merged(audit, await tenantsOf(audit, hourAt(span.from), tenant), span, reading);
  }
}

/** All tenants that have events in an hour; or the one that is asked for, if it has events. */
async function tenantsOf(audit: AuditTable, hour: string, wanted: string | undefined): Promise<string[]> {
  if (wanted !== undefined) return (await itemAt(audit, auditActiveKey(hour, wanted))) ? [wanted] : [];
  const tenants: string[] = [];
  for await (const tenant of activeTenants(audit, hour)) tenants.push(tenant);
  return tenants;
}

/**
 * Events of a span that lies in one hour, tenant by tenant and each by time (`byTenant` of event-order.ts). However many
 * tenants there are, the partitions of one alone are open.
 *
 * @param after the stream begins behind this event
 */
export async function* eventsByTenant(
  audit: AuditTable,
  { from, to, after }: Span & { after?: EventId },
): AsyncGenerator<SealedEvent> {
  for await (const tenant of activeTenants(audit, hourAt(from))) {
    const difference = after ? Buffer.compare(Buffer.from(tenant), Buffer.from(after.tenant)) : 1;
    if (difference < 0) continue;
    const begins = after && difference === 0 ? Math.max(from, Date.parse(after.at)) : from;
    for await (const event of merged(audit, [tenant], { from: begins, to }, {})) {
      if (!after || difference > 0 || byTime(event, after) > 0) yield event;
    }
  }
}

/** Events of one tenant in a span, by time. */
export async function* eventsOfTenant(
  audit: AuditTable,
  tenant: string,
  { from, to, ...reading }: Span & Reading,
): AsyncGenerator<SealedEvent> {
  for (const span of hoursOfSpan({ from, to }, reading)) yield* merged(audit, [tenant], span, reading);
}

const hourAt = (moment: number) => hourOf(new Date(moment).toISOString());

/** The parts of a span that lie in one hour each, in the order of reading. */
function hoursOfSpan({ from, to }: Span, { newestFirst }: Reading): Span[] {
  const spans = [...hoursOf({ from, to })].map((hour) => {
    const start = Date.parse(`${hour}:00:00.000Z`);
    return { from: Math.max(from, start), to: Math.min(to, start + HOUR_MS) };
  });
  return newestFirst ? spans.reverse() : spans;
}

function merged(audit: AuditTable, tenants: readonly string[], span: Span, reading: Reading) {
  const hour = hourAt(span.from);
  const partitions = tenants.flatMap((tenant) =>
    Array.from({ length: AUDIT_SHARDS }, (_, shard) => auditPartition(tenant, hour, shard)),
  );
  const share = Math.ceil(Math.min(HELD, 2 * (reading.likely ?? HELD)) / Math.max(1, partitions.length));
  const pageSize = Math.min(MOST_PER_PAGE, Math.max(LEAST_PER_PAGE, share));
  const order = reading.newestFirst ? (a: EventId, b: EventId) => byTime(b, a) : byTime;
  return mergeOrdered(
    partitions.map((pk) => eventsOfPartition(audit, pk, { ...span, ...reading, pageSize })),
    order,
  );
}

async function* eventsOfPartition(
  audit: AuditTable,
  pk: string,
  { newestFirst, pageSize, ...span }: Span & Reading & { pageSize: number },
): AsyncGenerator<SealedEvent> {
  const items = itemsOf(audit, {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': pk, ...sortKeysOf(span) },
    ScanIndexForward: newestFirst !== true,
    Limit: pageSize,
  });
  for await (const item of items) {
    const event = readableEvent(item);
    if (event) yield event;
  }
}

/** The first and the last sort key of a span: a `#` follows the time, and the last moment is the one before `to`. */
export const sortKeysOf = ({ from, to }: Span): { ':from': string; ':to': string } => ({
  ':from': new Date(from).toISOString(),
  ':to': `${new Date(to - 1).toISOString()}~`,
});

const INDEX_ATTRIBUTES = new Set<string>(Object.values(AUDIT_INDEXES).map(({ attribute }) => attribute));

/** The event of an item of the table; undefined, with a line in the log, if the item is not an event. */
export function readableEvent(item: Record<string, unknown>): SealedEvent | undefined {
  const fields = Object.entries(item).filter(([name]) => name !== 'expiresAt' && !INDEX_ATTRIBUTES.has(name));
  return readableRecord(SealedEvent, Object.fromEntries(fields), { kind: 'audit-event' });
}

type QueryInput = ConstructorParameters<typeof QueryCommand>[0];

/** Items of a Query; the next page is on its way while one is handed out, unless few items are likely to be taken. */
export async function* itemsOf(
  { client, table }: AuditTable,
  query: Omit<QueryInput, 'TableName'>,
): AsyncGenerator<Record<string, unknown>> {
  const ask = (ExclusiveStartKey?: QueryInput['ExclusiveStartKey']): Promise<QueryCommandOutput> => {
    const ConsistentRead = query.IndexName === undefined;
    const page = client.send(new QueryCommand({ ...query, TableName: table, ConsistentRead, ExclusiveStartKey }));
    // A failure shows when the page is waited for.
    page.catch(() => undefined);
    return page;
  };
  const isAhead = (query.Limit ?? MOST_PER_PAGE) >= MOST_PER_PAGE / 2;
  let next: Promise<QueryCommandOutput> | undefined = ask();
  while (next) {
    const page: QueryCommandOutput = await next;
    const { Items = [], LastEvaluatedKey } = page;
    next = LastEvaluatedKey && isAhead ? ask(LastEvaluatedKey) : undefined;
    yield* Items;
    if (LastEvaluatedKey && !next) next = ask(LastEvaluatedKey);
  }
}
