import { type UsageRow, usageOn } from '../../functions/runtime/limits/usage-report.ts';
import type { UsageTable } from '../../functions/runtime/limits/usage-repository.ts';

const COLUMNS = ['day', 'tenant', 'principal', 'tool', 'tier', 'calls'] as const satisfies (keyof UsageRow)[];

export interface UsageQuestion {
  /** `2026-11-21`, UTC. */
  day: string;
  tenant?: string;
  format: 'table' | 'csv' | 'jsonl';
}

/** Calls that were let through on a day, by principal, tool and tier. */
export async function listUsage(usage: UsageTable, { day, tenant, format }: UsageQuestion): Promise<string> {
  const rows = await usageOn(usage, { day, ...(tenant === undefined ? {} : { tenant }) });
  if (format === 'jsonl') return rows.map((row) => JSON.stringify(row)).join('\n');
  const cells = [[...COLUMNS], ...rows.map((row) => COLUMNS.map((column) => String(row[column])))];
  if (format === 'csv') return cells.map((row) => row.map(csvCell).join(',')).join('\n');
  if (rows.length === 0) return `Nothing was called on ${day}.`;
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
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
