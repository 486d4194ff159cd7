import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { ownerOf } from '../../../schemas/agents.ts';
import { usageKey } from '../../../schemas/keys.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { type UsageRow, usageRowsOf } from './usage-report.ts';
import { dayOf, KEEP_DAYS, type UsageTable } from './usage-repository.ts';

/** Keys that one BatchGetItem takes. */
const MOST_KEYS = 100;
const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export interface UsageQuery {
  tenant: string;
  principal: string;
  /** First and last day, `2026-11-21`, UTC, both included; by default this month until today. */
  from?: string | undefined;
  to?: string | undefined;
}

/**
 * What one principal used, by day, tool and tier, oldest first: what it is billed for. One BatchGetItem for a hundred
 * days, no Query and no Scan, so it may be asked on the way of a request.
 *
 * @throws {ManifoldError} E2004 for text that is not a day, for days in the wrong order, and for more days than usage is kept
 */
export async function readUsage(usage: UsageTable, { tenant, principal, from, to }: UsageQuery): Promise<UsageRow[]> {
  const today = dayOf(Date.now());
  const days = daysBetween(from ?? `${(to ?? today).slice(0, 8)}01`, to ?? today);
  const rows: UsageRow[] = [];
  for (let first = 0; first < days.length; first += MOST_KEYS) {
    const keys = days.slice(first, first + MOST_KEYS).map((day) => usageKey(tenant, day, ownerOf(principal)));
    for (const item of await itemsOf(usage, keys)) {
      for (const row of usageRowsOf(item, String(item.pk).slice(-10))) rows.push(row);
    }
  }
  const order = ({ day, tool, tier }: UsageRow) => JSON.stringify([day, tool, tier]);
  return rows.filter((row) => row.principal === principal).sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** Reads items by key; DynamoDB gives back what did not fit into one answer, and is asked for that again. */
async function itemsOf({ client, table }: UsageTable, keys: Record<string, unknown>[]) {
  const items: Record<string, unknown>[] = [];
  let wanted = keys;
  while (wanted.length > 0) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: wanted } } }),
    );
    for (const item of Responses?.[table] ?? []) items.push(item);
    wanted = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return items;
}

/**
 * Every day from one to another, both included.
 * @throws {ManifoldError} E2004
 */
export function daysBetween(from: string, to: string): string[] {
  const [first, last] = [timeOf('start_date', from), timeOf('end_date', to)];
  const count = (last - first) / DAY_MS + 1;
  if (count < 1) throw wrongDay('start_date', from, `a day before ${to}`);
  if (count > KEEP_DAYS) throw wrongDay('start_date', from, `a day at most ${KEEP_DAYS - 1} days before ${to}`);
  return Array.from({ length: count }, (_, index) => dayOf(first + index * DAY_MS));
}

function timeOf(field: string, day: string): number {
  const time = DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // 30 February is read as a day of March.
  if (Number.isNaN(time) || dayOf(time) !== day) throw wrongDay(field, day, 'a day of the calendar, YYYY-MM-DD, UTC');
  return time;
}

function wrongDay(field: string, given: string, expectedFormat: string): ManifoldError {
  return new ManifoldError('E2004', `"${field}" has to be ${expectedFormat}.`, {
    details: { field, providedValue: given.slice(0, 32), expectedFormat },
  });
}
