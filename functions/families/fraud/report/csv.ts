import type { Report, ReportRow } from './gather.ts';

const COLUMNS = [
  'transaction_id',
  'occurred_at',
  'amount',
  'currency',
  'merchant_id',
  'risk_score',
  'level',
  'flags',
  'status',
] as const satisfies (keyof ReportRow)[];

/** The transactions of a report as CSV (RFC 4180) with a header; flags of one transaction are parted by spaces. */
export function csvOf({ transactions }: Pick<Report, 'transactions'>): string {
  const rows = transactions.map((row) =>
    COLUMNS.map((column) => cell(column === 'flags' ? row.flags.join(' ') : String(row[column]))).join(','),
  );
  return [COLUMNS.join(','), ...rows, ''].join('\r\n');
}

/** A leading `=`, `+`, `-` or `@` is no formula to a spreadsheet once an apostrophe stands before it. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
