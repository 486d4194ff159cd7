/**
 * What the family keeps, by access pattern:
 * - one link of a person, and all of them: `user#<owner>` / `link#<item>`
 * - one account of a person, and all of them: `user#<owner>` / `account#<account>`
 * - one transaction: `transactions#<owner>#<account>` / `<transaction>`; those of an account by day: index `byDay`
 * - the owner of an item, for events: shared, `item#<item>` / `owner`
 * - the item of a public token: `user#<owner>` / `exchange#<hash>`; an unlinked bank: `user#<owner>` /
 *   `unlinked#<account>`
 */
import { createHash } from 'node:crypto';
import { ownedKey } from '../../../kit/ownership/find-owned.ts';
import type { StoreItem, StoreKey, TenantStore } from '../../../kit/store/store.ts';
import type { Direction } from '../formats/amounts.ts';

/**
 * `not_ready`: nothing was fetched from the bank yet; `initial`: the last 30 days or so; `complete`: all of the past that
 * was asked for.
 */
export type History = 'not_ready' | 'initial' | 'complete';

/** A person's login at a bank: what Plaid calls an item. */
export interface Link extends StoreItem {
  itemId: string;
  institution: string | null;
  /** Access token of the item, encrypted for its owner. */
  sealedToken: string;
  accountIds: string[];
  linkedAt: string;
  /** Cursor of the next `/transactions/sync`; absent if nothing was fetched yet. */
  cursor?: string;
  /** ISO 8601; the last time that transactions were fetched. */
  syncedAt?: string;
  /** Unix milliseconds; the start of the last sync that completed. */
  syncBegan?: number;
  /** Unix milliseconds; the last time that Plaid announced new transactions. */
  newsAt?: number;
  /** How much of the past Plaid has fetched from the bank, as of the last sync. */
  history?: History;
  /** Plaid's id of the bank; absent for links of an older version. */
  institutionId?: string | null;
  /** ISO 8601; when the person's consent at the bank ends. Absent if it does not end. */
  consentExpiresAt?: string;
  /** True if the bank has accounts that the person has not shared yet. */
  hasNewAccounts?: boolean;
  /** Plaid's code for a fault of the login, e.g. ITEM_LOGIN_REQUIRED; absent if the login works. */
  fault?: string;
  /** Lease of the sync that runs now, and its end in Unix milliseconds. */
  syncBy?: string;
  syncUntil?: number;
}

export interface Account extends StoreItem {
  accountId: string;
  itemId: string;
  institution: string | null;
  name: string;
  officialName: string | null;
  /** Last digits of the account number. */
  mask: string | null;
  type: string;
  subtype: string | null;
  currency: string | null;
  /** The same at each link of the account; only few banks give it. */
  persistentId?: string | null;
}

export interface StoredTransaction extends StoreItem {
  transactionId: string;
  /** Decimal text in the unit of the currency; positive: money out of the account. */
  amount: string;
  direction: Direction;
  currency: string | null;
  /** YYYY-MM-DD, in the bank's calendar. */
  date: string;
  authorizedDate: string | null;
  name: string;
  merchant: string | null;
  category: string | null;
  channel: string;
  pending: boolean;
  /** The pending transaction that this one replaces. */
  pendingId: string | null;
}

/** The owner of an item of Plaid. */
export interface ItemOwner extends StoreItem {
  tenant: string;
  owner: string;
}

export interface ExchangedToken extends StoreItem {
  itemId: string;
  /** Item that the person had linked before, which is kept in its place. */
  duplicateOf?: string;
}

export interface UnlinkedFacts {
  itemId: string;
  institution: string | null;
  accountIds: string[];
  /** ISO 8601. */
  unlinkedAt: string;
}

/** Record of an unlinked bank, so that a retry of the call gets the same answer. */
export type Unlinked = UnlinkedFacts & StoreItem;

/** Purpose for which access tokens are encrypted. */
export const ACCESS_TOKEN = 'plaid-access-token';

export const linkKey = (owner: string, itemId: string): StoreKey => ownedKey({ owner, kind: 'link', id: itemId });
export const accountKey = (owner: string, id: string): StoreKey => ownedKey({ owner, kind: 'account', id });
export const unlinkedKey = (owner: string, id: string): StoreKey => ownedKey({ owner, kind: 'unlinked', id });
export const exchangeKey = (owner: string, publicToken: string): StoreKey =>
  ownedKey({ owner, kind: 'exchange', id: createHash('sha256').update(publicToken).digest('hex') });
export const itemOwnerKey = (itemId: string): StoreKey => ({ pk: `item#${itemId}`, sk: 'owner' });

/** Partition of an account's transactions, in the table and in the index. */
export const transactionsOf = (owner: string, accountId: string): string =>
  `transactions#${encodeURIComponent(owner)}#${accountId}`;

/** All items of a query, read page by page. */
export async function allOf<Item extends StoreItem>(
  store: TenantStore,
  query: Parameters<TenantStore['query']>[0],
): Promise<Item[]> {
  const found: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query<Item>({ ...query, cursor });
    for (const item of page.items) found.push(item);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}
