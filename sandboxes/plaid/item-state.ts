import * as z from 'zod';
import { account, DAY_MS } from './invented-bank.ts';
import type { Item, Items } from './items.ts';

/** How much of a bank's past was fetched, in the words of `/transactions/sync`. */
export type UpdateStatus = 'NOT_READY' | 'INITIAL_UPDATE_COMPLETE' | 'HISTORICAL_UPDATE_COMPLETE';

/** Days that the initial update has. */
const INITIAL_DAYS = 30;

/** What a test or a developer changes of a login at a bank. */
export const ItemState = z.strictObject({
  accountId: z.string(),
  /** The bank shares transactions only after the person has agreed once more. */
  consentRequired: z.boolean().optional(),
  /** ISO 8601; null if the consent does not end. */
  consentEnds: z.iso.datetime().nullable().optional(),
  /** The bank has a new account, which the person has not shared. */
  newAccount: z.literal(true).optional(),
});
export type ItemState = z.infer<typeof ItemState>;

/** Changes a login at a bank. @returns the webhook that reports it, if one does */
export function changeState(items: Items, { accountId, ...to }: ItemState): { item: Item; code?: string } {
  const item = items.byAccount(accountId);
  if (to.consentRequired !== undefined) item.consentRequired = to.consentRequired;
  if (to.consentEnds !== undefined) item.consentEnds = to.consentEnds;
  if (to.newAccount) {
    const name = { name: 'Plain Money Market', mask: '2222', subtype: 'money market' };
    item.unshared = [account({ ...name, available: 43_200, current: 43_200 })];
  }
  items.save();
  if (to.newAccount) return { item, code: 'NEW_ACCOUNTS_AVAILABLE' };
  return to.consentEnds ? { item, code: 'PENDING_DISCONNECT' } : { item };
}

/** A login at a bank that takes its time: nothing was fetched from it yet. */
export function slowly(item: Item): Item {
  const first = new Date(Date.now() - INITIAL_DAYS * DAY_MS).toISOString().slice(0, 10);
  const isRecent = ({ transaction }: Item['changes'][number]) => 'date' in transaction && transaction.date >= first;
  return {
    ...item,
    status: 'NOT_READY',
    changes: [],
    waiting: [item.changes.filter(isRecent), item.changes.filter((change) => !isRecent(change))],
  };
}

/** The next part of the past is fetched from the bank. */
export function advance(item: Item): void {
  const [next, ...waiting] = item.waiting ?? [];
  if (!next) return;
  item.changes = [...item.changes, ...next];
  item.waiting = waiting;
  item.status = waiting.length > 0 ? 'INITIAL_UPDATE_COMPLETE' : 'HISTORICAL_UPDATE_COMPLETE';
}
