import type { Item } from './items.ts';
import { invalidField, Refusal } from './refusal.ts';

/** A reader's position: how many changes it has seen, and how many there were when its loop began. */
interface Cursor {
  seen: number;
  until: number;
}

/**
 * One page of `/transactions/sync`. A change that comes while a reader is between two pages makes its cursor void:
 * the reader has to begin its loop again.
 *
 * @param count 1 to 500
 * @throws {Refusal} TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION
 */
export function syncPage(
  { changes, accounts, status = 'HISTORICAL_UPDATE_COMPLETE' }: Item,
  cursor: string,
  count: number,
) {
  if (count < 1 || count > 500) throw invalidField('count');
  const { seen, until } = readCursor(cursor);
  const inLoop = seen < until;
  if (inLoop && until !== changes.length) {
    throw new Refusal('TRANSACTIONS_ERROR', 'TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION');
  }
  const page = changes.slice(seen, seen + count);
  const of = (kind: string) => page.filter((change) => change.kind === kind).map(({ transaction }) => transaction);
  const next = { seen: seen + page.length, until: changes.length };
  return {
    transactions_update_status: status,
    accounts,
    added: of('added'),
    modified: of('modified'),
    removed: of('removed'),
    // Before anything was fetched there is no position yet.
    next_cursor: status === 'NOT_READY' ? '' : Buffer.from(JSON.stringify(next)).toString('base64url'),
    has_more: next.seen < next.until,
  };
}

function readCursor(text: string): Cursor {
  if (text === '') return { seen: 0, until: 0 };
  try {
    const { seen, until } = JSON.parse(Buffer.from(text, 'base64url').toString()) as Cursor;
    if (Number.isInteger(seen) && Number.isInteger(until)) return { seen, until };
  } catch {
    // Falls through: a cursor that cannot be read is refused like one that was never given.
  }
  throw invalidField('cursor');
}
