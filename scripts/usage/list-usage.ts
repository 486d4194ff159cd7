import { daysBetween } from '../../functions/platform/limits/read-usage.ts';
import { type UsageRow, usageOn } from '../../functions/platform/limits/usage-report.ts';
import type { UsageTable } from '../../functions/platform/limits/usage-repository.ts';
import type { CommandResult } from '../command/command.ts';
import { CommandError } from '../command/command-error.ts';
import { alignedRows, csvLine, type Format } from '../csv.ts';

const COLUMNS = [
  'day',
  'tenant',
  'principal',
  'tool',
  'tier',
  'calls',
  'refused',
] as const satisfies (keyof UsageRow)[];

export interface UsageQuestion {
  /** First and last day, `2026-11-21`, UTC, both included. */
  from: string;
  to: string;
  tenant?: string;
  principal?: string;
  format: Format;
}

/** Rows that are held at once. */
const MOST_ROWS = 200_000;
const TOO_MANY = `There are more than ${MOST_ROWS} rows: name fewer days, or a --tenant or --principal.`;

/** Calls that were made, and those that were refused, by day, principal, tool and tier. */
export async function listUsage(usage: UsageTable, question: UsageQuestion): Promise<CommandResult> {
  const { from, to, tenant, principal } = question;
  const rows: UsageRow[] = [];
  for (const day of daysBetween(from, to)) {
    const all = await usageOn(usage, { day, tenant });
    for (const row of all) if (principal === undefined || row.principal === principal) rows.push(row);
    if (rows.length > MOST_ROWS) throw new CommandError(TOO_MANY);
  }
  return { text: textOf(rows, question), data: rows };
}

function textOf(rows: readonly UsageRow[], { from, to, format }: UsageQuestion): string {
  if (format === 'jsonl') return rows.map((row) => JSON.stringify(row)).join('\n');
  const cells = [[...COLUMNS], ...rows.map((row) => COLUMNS.map((column) => String(row[column])))];
  if (format === 'csv') return cells.map(csvLine).join('\n');
  if (rows.length === 0) return `Nothing was called ${from === to ? `on ${to}` : `from ${from} to ${to}`}.`;
  return alignedRows(cells).join('\n');
}
