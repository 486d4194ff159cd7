import { statusOf } from '../../functions/platform/audit/audit-filter.ts';
import type { SealedEvent } from '../../schemas/sealed-audit.ts';
import { alignedRows, csvLine, type Format } from '../csv.ts';

const COLUMNS = ['at', 'tenant', 'principal', 'operation', 'target', 'status', 'code', 'ms', 'correlationId'] as const;
/** Columns of a spreadsheet beside those of the table. */
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

/** Lines that come before all events, also before an empty list. */
export const headerLines = (format: Format): string[] =>
  format === 'csv' ? [csvLine([...COLUMNS, ...MORE_COLUMNS])] : [];

/** @param isFirst whether these are the first events: a table has its header above them */
export function eventLines(
  events: readonly SealedEvent[],
  format: Format,
  { isFirst }: { isFirst: boolean },
): string[] {
  if (format === 'jsonl') return events.map((event) => JSON.stringify(event));
  if (format === 'csv') return events.map(csvRow);
  const lines = alignedRows([[...COLUMNS], ...events.map(rowOf)]);
  return isFirst ? lines : lines.slice(1);
}

function rowOf(event: SealedEvent): string[] {
  const { at, tenant, principal, operation, target, errorCode, latencyMs, correlationId } = event;
  return [at, tenant, principal, operation, target, statusOf(event), errorCode, latencyMs, correlationId].map(text);
}

function csvRow(event: SealedEvent): string {
  return csvLine([...rowOf(event), ...MORE_COLUMNS.map((name) => text(event[name]))]);
}

const text = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
