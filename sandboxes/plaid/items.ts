import { randomBytes } from 'node:crypto';
import { JsonState } from '../shared/json-state.ts';
import type { UpdateStatus } from './item-state.ts';
import type { LinkSession } from './link-sessions.ts';
import { Refusal } from './refusal.ts';

export interface Account {
  account_id: string;
  name: string;
  official_name: string | null;
  mask: string;
  type: string;
  subtype: string;
  balances: {
    available: number | null;
    current: number;
    limit: number | null;
    iso_currency_code: string;
    unofficial_currency_code: null;
  };
}

/** A transaction as the API gives it, without fields that are not required. Amounts: positive is money out. */
export interface Transaction {
  transaction_id: string;
  account_id: string;
  amount: number;
  iso_currency_code: string;
  unofficial_currency_code: null;
  date: string;
  datetime: null;
  authorized_date: string;
  authorized_datetime: null;
  name: string;
  merchant_name: string | null;
  pending: boolean;
  pending_transaction_id: string | null;
  account_owner: null;
  /** Banks of the stand-in give neither place nor details of a payment, so every field is null, as in the API. */
  location: Record<string, null>;
  payment_meta: Record<string, null>;
  transaction_code: null;
  payment_channel: 'online' | 'in store' | 'other';
  personal_finance_category: { primary: string; detailed: string; confidence_level: string };
}

export type Change =
  | { kind: 'added' | 'modified'; transaction: Transaction }
  | { kind: 'removed'; transaction: { transaction_id: string; account_id: string } };

/** A login at a bank. `changes` is what syncing returns, in order. */
export interface Item {
  item_id: string;
  institution_id: string;
  webhook: string | null;
  accounts: Account[];
  changes: Change[];
  /** True if the bank wants the person to sign in again. */
  loginRequired: boolean;
  /** True if the person has not agreed to share transactions. */
  consentRequired?: boolean;
  /** ISO 8601; when the person's consent ends. */
  consentEnds?: string | null;
  /** Accounts that the person has not shared. */
  unshared?: Account[];
  /** Absent: all of the past was fetched. */
  status?: UpdateStatus;
  /** Parts of the past that are fetched later, in order. */
  waiting?: Change[][];
}

interface Stored {
  items: Item[];
  /** Public or access token → id of the item. Public tokens are used once. */
  publicTokens: Record<string, string>;
  accessTokens: Record<string, string>;
  /** Link token → its session; absent in the state of an older version. */
  sessions?: Record<string, LinkSession>;
}

export const newId = (): string => randomBytes(14).toString('hex');

/** The state of the stand-in: items and their tokens. */
export class Items {
  private readonly state: JsonState<Stored>;

  constructor(file?: string) {
    this.state = new JsonState(file, { items: [], publicTokens: {}, accessTokens: {} });
  }

  add(item: Item): string {
    const { items, publicTokens } = this.state.value;
    const token = `public-sandbox-${newId()}`;
    items.push(item);
    publicTokens[token] = item.item_id;
    this.state.save();
    return token;
  }

  /** @throws {Refusal} for tokens that are unknown, or were used */
  exchange(publicToken: string): { access_token: string; item_id: string } {
    const { publicTokens, accessTokens } = this.state.value;
    const itemId = publicTokens[publicToken];
    if (itemId === undefined) throw new Refusal('INVALID_INPUT', 'INVALID_PUBLIC_TOKEN');
    delete publicTokens[publicToken];
    const accessToken = `access-sandbox-${newId()}`;
    accessTokens[accessToken] = itemId;
    this.state.save();
    return { access_token: accessToken, item_id: itemId };
  }

  /** @throws {Refusal} for tokens that are unknown, or whose item was removed */
  byToken(accessToken: string): Item {
    const { items, accessTokens } = this.state.value;
    const item = items.find(({ item_id: id }) => id === accessTokens[accessToken]);
    if (!item) throw new Refusal('INVALID_INPUT', 'INVALID_ACCESS_TOKEN');
    return item;
  }

  byId(itemId: string): Item {
    const item = this.state.value.items.find(({ item_id: id }) => id === itemId);
    if (!item) throw new Refusal('ITEM_ERROR', 'ITEM_NOT_FOUND');
    return item;
  }

  byAccount(accountId: string): Item {
    const item = this.state.value.items.find(({ accounts }) => accounts.some((one) => one.account_id === accountId));
    if (!item) throw new Refusal('INVALID_INPUT', 'INVALID_ACCOUNT_ID');
    return item;
  }

  /** Sessions of Link by their tokens; `save` after a change. */
  get sessions(): Record<string, LinkSession> {
    this.state.value.sessions ??= {};
    return this.state.value.sessions;
  }

  remove(accessToken: string): void {
    const item = this.byToken(accessToken);
    const { value } = this.state;
    value.items = value.items.filter((one) => one !== item);
    delete value.accessTokens[accessToken];
    this.state.save();
  }

  save(): void {
    this.state.save();
  }
}
