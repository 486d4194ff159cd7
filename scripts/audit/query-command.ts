import { type AuditFilter, matches } from '../../functions/platform/audit/audit-filter.ts';
import { indexedEvents } from '../../functions/platform/audit/audit-index.ts';
import { eventsBetween } from '../../functions/platform/audit/audit-reader.ts';
import type { AuditTable } from '../../functions/platform/audit/audit-trail.ts';
import { byTime } from '../../functions/platform/audit/event-order.ts';
import { mergeOrdered } from '../../functions/platform/audit/ordered-streams.ts';
import type { AuditIndex } from '../../schemas/keys.ts';
import type { SealedEvent } from '../../schemas/sealed-audit.ts';
import type { EventFormat } from './event-lines.ts';
import { listEvents } from './list-events.ts';
import type { Progress } from './progress.ts';
import type { TimeRange } from './time-range.ts';

export interface Query {
  readonly audit: AuditTable;
  readonly range: TimeRange;
  readonly tenant: string | undefined;
  readonly filter: AuditFilter;
  readonly format: EventFormat;
  readonly limit: number;
  readonly progress: Progress;
}

type Write = (lines: readonly string[]) => void;

/**
 * Writes one line per call, the newest first, up to the limit.
 * @returns a sentence for people: that nothing was found, or how to go on
 */
export async function queryCommand(query: Query, write: Write): Promise<string> {
  const { count, next } = await listEvents(newestFirst(query), { ...query, lines: 'calls' }, write);
  if (query.format !== 'table') return '';
  if (count === 0) return 'Nothing was found in this time.';
  if (next === undefined) return '';
  const until = new Date(Date.parse(next) + 1).toISOString();
  return `\nThere are more than ${count}: go on with --to ${until}, or give --limit.`;
}

/** Writes all events of a time, intents and outcomes, the oldest first. */
export async function exportCommand({ audit, range, tenant, ...question }: Query, write: Write): Promise<string> {
  await listEvents(eventsBetween(audit, { ...range, tenant }), { ...question, lines: 'events' }, write);
  return '';
}

/** The events among which the calls are, by an index if a condition has one. */
function newestFirst({ audit, range, tenant, filter, limit }: Query): AsyncIterable<SealedEvent> {
  const indexed = indexFor(filter);
  if (!indexed) {
    const isRare = Object.values(filter).some((condition) => condition !== undefined);
    return eventsBetween(audit, { ...range, tenant, newestFirst: true, ...(isRare ? {} : { likely: 2 * limit }) });
  }
  const { indexes, value } = indexed;
  const streams = indexes.map((index) => indexedEvents(audit, { ...range, index, value, likely: limit }));
  const merged = mergeOrdered(streams, (a, b) => byTime(b, a));
  return withoutDoubles(merged, (event) => (tenant === undefined || event.tenant === tenant) && matches(filter, event));
}

/** The index that finds the fewest events. Intents are in no index, so calls without an outcome are not found by one. */
function indexFor({ status, correlationId, principal, target }: AuditFilter) {
  if (status === 'intent') return undefined;
  const found = (value: string, ...indexes: AuditIndex[]) => ({ indexes, value });
  if (correlationId !== undefined) return found(correlationId, 'correlation');
  if (principal !== undefined) return found(principal, 'principal', 'subject');
  return target === undefined ? undefined : found(target, 'target');
}

/** An event may be in the index of principals and in that of subjects. */
async function* withoutDoubles(events: AsyncIterable<SealedEvent>, isWanted: (event: SealedEvent) => boolean) {
  let before: SealedEvent | undefined;
  for await (const event of events) {
    if (isWanted(event) && (before === undefined || byTime(before, event) !== 0)) yield event;
    before = event;
  }
}
