import { type AuditFilter, matches, mayMatch } from '../../functions/platform/audit/audit-filter.ts';
import { indexedEvents } from '../../functions/platform/audit/audit-index.ts';
import { eventsBetween } from '../../functions/platform/audit/audit-reader.ts';
import type { AuditTable } from '../../functions/platform/audit/audit-trail.ts';
import { byTime } from '../../functions/platform/audit/event-order.ts';
import { mergeOrdered } from '../../functions/platform/audit/ordered-streams.ts';
import { knownPseudonym } from '../../functions/platform/audit/pseudonyms.ts';
import { readRetired } from '../../functions/platform/audit/retired.ts';
import type { IdentityTable } from '../../functions/platform/identity/revocations.ts';
import type { AuditIndex } from '../../schemas/keys.ts';
import type { SealedEvent } from '../../schemas/sealed-audit.ts';
import { CommandError } from '../command/command-error.ts';
import type { Format } from '../csv.ts';
import { listEvents } from './list-events.ts';
import type { Progress } from './progress.ts';
import type { SealSource } from './seal-source.ts';
import { newestSealedEvents, sealedEvents } from './sealed-events.ts';
import type { TimeRange } from './time-range.ts';

export interface Query {
  readonly audit: AuditTable;
  /** The sealed copy, from which events are read that have left the table; opened if there are any in the time. */
  readonly sealed: () => { readonly source: SealSource; readonly identity: IdentityTable };
  readonly range: TimeRange;
  readonly tenant: string | undefined;
  readonly filter: AuditFilter;
  readonly format: Format;
  readonly limit: number;
  readonly progress: Progress;
  /** Takes sentences about the result that are not part of it. */
  readonly note: (sentence: string) => void;
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
export async function exportCommand(query: Query, write: Write): Promise<string> {
  await listEvents(oldestFirst(query), { ...query, lines: 'events' }, write);
  return '';
}

async function* newestFirst(query: Query): AsyncGenerator<SealedEvent> {
  const { inTable, inSeal } = await partsOf(query);
  let found = false;
  if (inTable) {
    for await (const event of tableNewestFirst({ ...query, range: inTable })) {
      found = true;
      yield event;
    }
  }
  // A correlation id names one request: if the table has it, the seal has nothing to add.
  if (!inSeal || (found && query.filter.correlationId !== undefined)) return;
  const { source, filter } = await openSeal(query);
  const isWanted = wantedIn(filter, query.tenant);
  // A call has two events; one call more than the limit says that there are more.
  yield* withNames(newestSealedEvents(source, { range: inSeal, isWanted, most: 2 * (query.limit + 1) }), query, filter);
}

async function* oldestFirst(query: Query): AsyncGenerator<SealedEvent> {
  const { audit, tenant } = query;
  const { inTable, inSeal } = await partsOf(query);
  if (inSeal) {
    const { source, filter } = await openSeal(query);
    yield* withNames(sealedEvents(source, { range: inSeal, isWanted: wantedIn(filter, tenant) }), query, filter);
  }
  if (inTable) yield* eventsBetween(audit, { ...inTable, tenant });
}

/** The part of a time that is read from the table, and the part whose events have left it. */
async function partsOf({ audit, range, note }: Query): Promise<{ inTable?: TimeRange; inSeal?: TimeRange }> {
  const until = (await readRetired(audit))?.until ?? 0;
  if (range.from >= until) return { inTable: range };
  note(`Events before ${new Date(until).toISOString()} are read from the sealed copy, in which people are pseudonyms.`);
  if (range.to <= until) return { inSeal: range };
  return { inTable: { from: until, to: range.to }, inSeal: { from: range.from, to: until } };
}

/** The sealed copy, and the conditions with the pseudonym of the principal. */
async function openSeal({
  sealed,
  filter,
  tenant,
  range,
}: Query): Promise<{ source: SealSource; filter: AuditFilter }> {
  if (range.from === 0)
    throw new CommandError('Nothing was found in the table. For the sealed copy, say with --from when it was.');
  const { source, identity } = sealed();
  if (filter.principal === undefined) return { source, filter };
  if (tenant === undefined) {
    throw new CommandError('Name the --tenant: the sealed copy has a pseudonym of the principal in each tenant.');
  }
  const principal = (await knownPseudonym(identity, tenant, filter.principal)) ?? filter.principal;
  return { source, filter: { ...filter, principal } };
}

/** Events that are held of a window: if the ending is asked for, those that have it. */
function wantedIn(filter: AuditFilter, tenant: string | undefined): (event: SealedEvent) => boolean {
  const isEnding = filter.code !== undefined || (filter.status !== undefined && filter.status !== 'intent');
  const isWanted = isEnding ? matches : mayMatch;
  return (event) => (tenant === undefined || event.tenant === tenant) && isWanted(filter, event);
}

/** Sealed events with the name that was asked for in the place of its pseudonym, so that they fulfil the conditions. */
async function* withNames(events: AsyncIterable<SealedEvent>, { filter }: Query, sealed: AuditFilter) {
  const named = (id: unknown) => (id === sealed.principal ? filter.principal : id);
  for await (const event of events) {
    if (filter.principal === undefined) yield event;
    else yield { ...event, principal: String(named(event.principal)), subject: named(event.subject) };
  }
}

/** Events of the table among which the calls are, by an index if a condition has one. */
function tableNewestFirst({ audit, range, tenant, filter, limit }: Query): AsyncIterable<SealedEvent> {
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
