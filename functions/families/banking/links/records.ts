/**
 * What the family keeps, by access pattern:
 * - one link of a person, and all of them: `user#<owner>` / `link#<item>`
 * - one account of a person, and all of them: `user#<owner>` / `account#<account>`
 * - one transaction: `transactions#<owner>#<account>` / `<transaction>`; those of an account by day: index `byDay`
 * - whose an item is, for events: shared, `item#<item>` / `owner`
 * - what a public token led to: `user#<owner>` / `exchange#<hash>`; what was unlinked: `user#<owner>` / `unlinked#<account>`
 */
import { createHash } from 'node:crypto';
import { ownedKey } from '../../../kit/ownership/find-owned.ts';
import type { StoreItem, StoreKey, TenantStore } from '../../../kit/store/store.ts';
import type { Direction } from '../formats/amounts.ts';

/** A person's login at a bank: what Plaid calls an item. */
export interface Link extends StoreItem {
  itemId: string;
  institution: string | null;
  /** Access token of the item, sealed for its person. */
  sealedToken: string;
  accountIds: string[];
  linkedAt: string;
  /** Where `/transactions/sync` goes on; absent: nothing was fetched yet. */
  cursor?: string;
  /** ISO 8601, when transactions were fetched last. */
  syncedAt?: string;
  /** Unix milliseconds at which the sync began whose result this is. */
  syncBegan?: number;
  /** Unix milliseconds at which Plaid last said that there is something new. */
  newsAt?: number;
  /** Plaid's code of what is wrong with the login, e.g. ITEM_LOGIN_REQUIRED; absent: nothing. */
  fault?: string;
  /** Who syncs at the moment, and until when (Unix milliseconds) that counts. */
  syncBy?: string;
  syncUntil?: number;
}

export interface Account extends StoreItem {
  accountId: string;
  itemId: string;
  institution: string | null;
  name: string;
  officialName: string | null;
  /** Last digits. */
  mask: string | null;
  type: string;
  subtype: string | null;
  currency: string | null;
}

export interface StoredTransaction extends StoreItem {
  transactionId: string;
  /** Decimal text; positive is out, as Plaid has it. */
  amount: string;
  direction: Direction;
  currency: string | null;
  /** YYYY-MM-DD, as the bank has it. */
  date: string;
  authorizedDate: string | null;
  name: string;
  merchant: string | null;
  category: string | null;
  channel: string;
  pending: boolean;
  /** The pending transaction that this one took the place of. */
  pendingId: string | null;
}

/** Whose an item of Plaid's is. */
export interface ItemOwner extends StoreItem {
  tenant: string;
  owner: string;
}

export interface ExchangedToken extends StoreItem {
  itemId: string;
}

export interface UnlinkedFacts {
  itemId: string;
  institution: string | null;
  accountIds: string[];
  /** ISO 8601. */
  unlinkedAt: string;
}

/** What is remembered of a bank that was unlinked, so that a repeat of the call is told the same. */
export type Unlinked = UnlinkedFacts & StoreItem;

/** What access tokens are sealed for. */
export const ACCESS_TOKEN = 'plaid-access-token';

export const linkKey = (owner: string, itemId: string): StoreKey => ownedKey({ owner, kind: 'link', id: itemId });
export const accountKey = (owner: string, id: string): StoreKey => ownedKey({ owner, kind: 'account', id });
export const unlinkedKey = (owner: string, id: string): StoreKey => ownedKey({ owner, kind: 'unlinked', id });
export const exchangeKey = (owner: string, publicToken: string): StoreKey =>
  ownedKey({ owner, kind: 'exchange', id: createHash('sha256').update(publicToken).digest('hex') });
export const itemOwnerKey = (itemId: string): StoreKey => ({ pk: `item#${itemId}`, sk: 'owner' });

/** Partition of the transactions of an account, in the table and in the index. */
export const transactionsOf = (owner: string, accountId: string): string =>
  `transactions#${encodeURIComponent(owner)}#${accountId}`;

/** Every item of a query, page by page. */
export async function allOf<Item extends StoreItem>(
  store: TenantStore,
  query: Parameters<TenantStore['query']>[0],
): Promise<Item[]> {
  const found: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query<Item>({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    for (const item of page.items) found.push(item);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}
