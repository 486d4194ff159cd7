import { type AuditFilter, matches, onePerCall, statusOf } from '../../functions/platform/audit/audit-filter.ts';
import { eventsBetween } from '../../functions/platform/audit/audit-reader.ts';
import type { AuditTable } from '../../functions/platform/audit/audit-trail.ts';
import type { SealedEvent } from '../../schemas/sealed-audit.ts';
import { alignedRows, csvCell } from '../csv.ts';
import type { Progress } from './progress.ts';
import type { TimeRange } from './time-range.ts';

export const FORMATS = ['table', 'csv', 'jsonl'] as const;
export type Format = (typeof FORMATS)[number];

export interface EventQuestion {
  readonly range: TimeRange;
  readonly tenant?: string;
  readonly filter: AuditFilter;
  /** `calls`: one line per call, its outcome or what there is; `events`: intents and outcomes. */
  readonly lines: 'calls' | 'events';
  readonly format: Format;
  readonly limit: number;
  readonly progress: Progress;
}

const COLUMNS = ['at', 'tenant', 'principal', 'operation', 'target', 'status', 'code', 'ms', 'correlationId'] as const;
/** What a spreadsheet gets beside the columns of the table. */
const MORE_COLUMNS = [
  'callId',
  'phase',
  'version',
  'credential',
  'address',
  'decision',
  'policies',
  'cached',
  'argumentsProjection',
  'subject',
  'before',
  'after',
] as const;

/**
 * Events by time, as lines of text, hour by hour. A table is given at once, since its columns are as wide as their text.
 * @param write takes lines as they come
 * @returns how many there were, and the time of the first that was left out, where there are more than asked for
 */
export async function listEvents(
  audit: AuditTable,
  { range, tenant, filter, lines, format, limit, progress }: EventQuestion,
  write: (lines: readonly string[]) => void,
): Promise<{ count: number; next?: string }> {
  const found: SealedEvent[] = [];
  let count = 0;
  let next: string | undefined;
  if (format === 'csv') write([[...COLUMNS, ...MORE_COLUMNS].join(',')]);
  for await (const { hour, events } of callsWhole(eventsBetween(audit, { ...range, tenant }), lines)) {
    const wanted = events.filter((event) => matches(filter, event));
    const taken = wanted.slice(0, limit - count);
    count += taken.length;
    next = wanted[taken.length]?.at;
    if (format === 'table') found.push(...taken);
    else write(taken.map(format === 'jsonl' ? (event) => JSON.stringify(event) : csvRow));
    progress(`read up to ${hour}, ${count} found`);
    if (next !== undefined) break;
  }
  if (format === 'table' && count > 0) write(alignedRows([[...COLUMNS], ...found.map((event) => rowOf(event))]));
  return { count, ...(next === undefined ? {} : { next }) };
}

/** No call lasts longer: it is what a function has at most. */
const LONGEST_CALL_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;

/**
 * Pages with one line per call. A call may end in the hour after it began, so an intent from the end of an hour waits
 * for the next page before it counts as one without an outcome.
 */
async function* callsWhole(
  pages: AsyncGenerator<{ hour: string; events: SealedEvent[] }>,
  lines: EventQuestion['lines'],
): AsyncGenerator<{ hour: string; events: SealedEvent[] }> {
  let waiting: SealedEvent[] = [];
  let last = '';
  for await (const { hour, events } of pages) {
    last = hour;
    if (lines === 'events') {
      yield { hour, events };
      continue;
    }
    const known = new Set(waiting);
    const calls = onePerCall([...waiting, ...events]);
    const recent = Date.parse(`${hour}:00:00.000Z`) + HOUR_MS - LONGEST_CALL_MS;
    waiting = calls.filter((event) => event.phase === 'intent' && Date.parse(event.at) > recent && !known.has(event));
    const open = new Set(waiting);
    yield { hour, events: calls.filter((event) => !open.has(event)) };
  }
  if (waiting.length > 0) yield { hour: last, events: waiting };
}

function rowOf(event: SealedEvent): string[] {
  const { at, tenant, principal, operation, target, errorCode, latencyMs, correlationId } = event;
  return [at, tenant, principal, operation, target, statusOf(event), errorCode, latencyMs, correlationId].map(text);
}

function csvRow(event: SealedEvent): string {
  return [...rowOf(event), ...MORE_COLUMNS.map((name) => text(event[name]))].map(csvCell).join(',');
}

const text = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
