import { ManifoldError } from '../../core/errors/manifold-error.ts';

/** Key of an item within its tenant; the store puts the tenant before `pk`. */
export interface StoreKey {
  pk: string;
  sk: string;
}

/**
 * An item of at most 400 KB: its key, `expiresAt` (Unix seconds, after which it is not found), `<index>Pk` and
 * `<index>Sk` if an index should list it, and any attributes of the family.
 */
export interface StoreItem extends StoreKey {
  expiresAt?: number;
  [attribute: string]: unknown;
}

/** A condition expression of DynamoDB. `names` and `values` give its placeholders `#name` and `:value`. */
export interface Condition {
  condition?: string;
  names?: Record<string, string>;
  values?: Record<string, unknown>;
}

/** Changes to top-level attributes of an item, without reading it. The item is created if it does not exist. */
export interface StoreChange extends Condition {
  set?: Record<string, unknown>;
  /** Numbers to add to attributes; a missing attribute counts as 0. */
  add?: Record<string, number>;
  remove?: string[];
}

/** Items of one partition, in the order of their sort key. */
export interface StoreQuery {
  pk: string;
  /** Name of an index of the manifest; `pk` and `sk` are then its keys. By default the table is queried. */
  index?: string;
  /** A range of sort keys; by default all. */
  sk?: { beginsWith: string } | { between: [string, string] } | { from: string } | { to: string };
  /** Maximum number of items; default 100. */
  limit?: number;
  order?: 'ascending' | 'descending';
  /** `next` of the previous page, for the same query. It holds keys of the caller's own tenant only. */
  cursor?: string;
}

export interface StorePage<Item> {
  items: Item[];
  /** Cursor of the next page; absent on the last page. */
  next?: string;
}

/** One write of a transaction. `check` writes nothing; the transaction fails if its condition does not hold. */
export type StoreWrite =
  | ({ kind: 'put'; item: StoreItem } & Condition)
  | ({ kind: 'update'; key: StoreKey } & StoreChange)
  | ({ kind: 'delete'; key: StoreKey } & Condition)
  | ({ kind: 'check'; key: StoreKey } & Condition & Required<Pick<Condition, 'condition'>>);

/**
 * The family's own table as one tenant sees it; no key reaches items of another tenant. Reads are consistent, except
 * through an index. Expired items are not found.
 *
 * @example
 * await call.store.put({ pk: `user#${owner}`, sk: `note#${id}`, text }, ifAbsent());
 * const { items, next } = await call.store.query({ pk: `user#${owner}`, sk: { beginsWith: 'note#' }, limit: 20 });
 *
 * @throws {StoreConflict} if a condition does not hold
 * @throws {ManifoldError} E5002 if the table does not answer, E5001 if the manifest does not declare the index
 */
export interface TenantStore {
  get<Item extends StoreItem = StoreItem>(key: StoreKey): Promise<Item | undefined>;
  put(item: StoreItem, condition?: Condition): Promise<void>;
  /** @returns the item as it is after the change */
  update<Item extends StoreItem = StoreItem>(key: StoreKey, change: StoreChange): Promise<Item>;
  query<Item extends StoreItem = StoreItem>(query: StoreQuery): Promise<StorePage<Item>>;
  delete(key: StoreKey, condition?: Condition): Promise<void>;
  /** Up to 100 writes; either all of them are done or none. */
  transact(writes: readonly StoreWrite[]): Promise<void>;
}

/** The store of a call: the items of the caller's tenant, and the items of no tenant. */
export interface FamilyStore extends TenantStore {
  /** Items of the family that belong to no tenant, such as a public data set or the owner of a provider's account. */
  readonly shared: TenantStore;
}

/** The store of scheduled runs and events. The family finds out which tenant the work is for. */
export interface BackgroundStore {
  readonly shared: TenantStore;
  of(tenant: string): TenantStore;
}

/** A condition did not hold, for example because another call wrote the item first. Nothing was written. */
export class StoreConflict extends ManifoldError {
  /** Indexes of the writes of a transaction whose conditions did not hold; `[0]` for a single write. */
  readonly failed: readonly number[];

  constructor(failed: readonly number[], cause: unknown) {
    super('E5002', 'Another call changed the record at the same time. Read it again, then retry the call.', {
      cause,
    });
    this.failed = failed;
  }
}

/** The condition that an item does not exist. An expired item that is not deleted yet counts as absent. */
export function ifAbsent(now = Math.floor(Date.now() / 1000)): Condition {
  return { condition: 'attribute_not_exists(pk) OR expiresAt <= :now', values: { ':now': now } };
}
