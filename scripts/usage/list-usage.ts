import { daysBetween } from '../../functions/platform/limits/read-usage.ts';
import { type UsageRow, usageOn } from '../../functions/platform/limits/usage-report.ts';
import type { UsageTable } from '../../functions/platform/limits/usage-repository.ts';

const COLUMNS = ['day', 'tenant', 'principal', 'tool', 'tier', 'calls'] as const satisfies (keyof UsageRow)[];

export interface UsageQuestion {
  /** First and last day, `2026-11-21`, UTC, both included. */
  from: string;
  to: string;
  tenant?: string;
  principal?: string;
  format: 'table' | 'csv' | 'jsonl';
}

/** Calls that were let through, by day, principal, tool and tier. */
export async function listUsage(usage: UsageTable, question: UsageQuestion): Promise<string> {
  const { from, to, tenant, principal, format } = question;
  const rows: UsageRow[] = [];
  for (const day of daysBetween(from, to)) {
    const all = await usageOn(usage, { day, ...(tenant === undefined ? {} : { tenant }) });
    for (const row of all) if (principal === undefined || row.principal === principal) rows.push(row);
  }
  if (format === 'jsonl') return rows.map((row) => JSON.stringify(row)).join('\n');
  const cells = [[...COLUMNS], ...rows.map((row) => COLUMNS.map((column) => String(row[column])))];
  if (format === 'csv') return cells.map((row) => row.map(csvCell).join(',')).join('\n');
  if (rows.length === 0) return `Nothing was called ${from === to ? `on ${to}` : `from ${from} to ${to}`}.`;
  const widths = COLUMNS.map((_, column) => cells.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** RFC 4180; a leading `=`, `+`, `-` or `@` is no formula to a spreadsheet once an apostrophe stands before it. */
function csvCell(text: string): string {
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
