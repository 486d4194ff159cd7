import { ManifoldError } from '../../core/errors/manifold-error.ts';

/** Key of an item within its tenant; the store puts the tenant before `pk`. */
export interface StoreKey {
  pk: string;
  sk: string;
}

/**
 * An item: its key, `expiresAt` (Unix seconds, after which it is not there any more), `<index>Pk` and `<index>Sk` where
 * it is to be found by an index, and whatever else the family keeps. At most 400 KB.
 */
export interface StoreItem extends StoreKey {
  expiresAt?: number;
  [attribute: string]: unknown;
}

/** A condition in DynamoDB's language. `#name` and `:value` stand for what `names` and `values` hold. */
export interface Condition {
  condition?: string;
  names?: Record<string, string>;
  values?: Record<string, unknown>;
}

/** Changes to an item that need no reading; the item is made where it is not there. Attributes are top-level ones. */
export interface StoreChange extends Condition {
  set?: Record<string, unknown>;
  /** Numbers to add to; a missing attribute counts from 0. */
  add?: Record<string, number>;
  remove?: string[];
}

/** Items of one partition, in the order of their sort key. */
export interface StoreQuery {
  pk: string;
  /** Name of an index of the manifest; `pk` and `sk` are then those of the index. Absent: the table. */
  index?: string;
  /** Which sort keys; absent: all. */
  sk?: { beginsWith: string } | { between: [string, string] } | { from: string } | { to: string };
  /** Most items to answer with; default 100. */
  limit?: number;
  order?: 'ascending' | 'descending';
  /** `next` of the page before. It holds keys of the caller's own tenant and is good for the same query alone. */
  cursor?: string;
}

export interface StorePage<Item> {
  items: Item[];
  /** Where to go on; absent: there is no more. */
  next?: string;
}

/** One write of a transaction; `check` only holds the others to its condition. */
export type StoreWrite =
  | ({ kind: 'put'; item: StoreItem } & Condition)
  | ({ kind: 'update'; key: StoreKey } & StoreChange)
  | ({ kind: 'delete'; key: StoreKey } & Condition)
  | ({ kind: 'check'; key: StoreKey } & Condition & Required<Pick<Condition, 'condition'>>);

/**
 * The family's own table as one tenant sees it: no key leads out of the tenant. Reads are consistent, except by index;
 * what has expired is not found.
 *
 * @throws {StoreConflict} where a condition does not hold; {ManifoldError} E5002 where the table does not answer
 */
export interface TenantStore {
  get<Item extends StoreItem = StoreItem>(key: StoreKey): Promise<Item | undefined>;
  put(item: StoreItem, condition?: Condition): Promise<void>;
  /** @returns the item as it is after the change */
  update<Item extends StoreItem = StoreItem>(key: StoreKey, change: StoreChange): Promise<Item>;
  query<Item extends StoreItem = StoreItem>(query: StoreQuery): Promise<StorePage<Item>>;
  delete(key: StoreKey, condition?: Condition): Promise<void>;
  /** All of up to 100 writes, or none. */
  transact(writes: readonly StoreWrite[]): Promise<void>;
}

/** The store of a call: the caller's tenant, and what belongs to no tenant. */
export interface FamilyStore extends TenantStore {
  /** Items of the family that belong to no tenant, such as a public data set, or which tenant an event is for. */
  readonly shared: TenantStore;
}

/** The store of work that nobody called for: which tenant it is about, the family has to find out. */
export interface BackgroundStore {
  readonly shared: TenantStore;
  of(tenant: string): TenantStore;
}

/** A condition did not hold: somebody else was first, or the item is not as expected. Nothing was written. */
export class StoreConflict extends ManifoldError {
  /** Positions of the writes of a transaction whose conditions did not hold; of a single write: [0]. */
  readonly failed: readonly number[];

  constructor(failed: readonly number[], cause: unknown) {
    super('E5002', 'The record was changed by another call at the same time. Read it again, then repeat the call.', {
      cause,
    });
    this.failed = failed;
  }
}

/** The condition of an item that must not be there yet. What has expired, but is not deleted yet, counts as not there. */
export function ifAbsent(now = Math.floor(Date.now() / 1000)): Condition {
  return { condition: 'attribute_not_exists(pk) OR expiresAt <= :now', values: { ':now': now } };
}
