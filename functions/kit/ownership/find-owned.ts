import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { StoreItem, StoreKey } from '../store/store.ts';
import type { Call } from '../tool/call.ts';

/** The key of an item that belongs to a person: the partition of the person, and the kind and id of the item. */
export function ownedKey({ owner, kind, id }: { owner: string; kind: string; id: string }): StoreKey {
  return { pk: `user#${owner}`, sk: `${kind}#${id}` };
}

export interface Owned {
  /** The kind of item, for example `account`; it is part of the key. */
  kind: string;
  /** The kind in the words of the error message; by default `kind`. */
  name?: string;
  /** URI of the resource that lists the items of the caller, for the error message. */
  listedBy?: string;
  /** Name of the tool that answers with such ids, for the error message, if no resource lists them. */
  givenBy?: string;
  /** The id, as the caller has sent it. */
  id: string;
  /** Name of the argument or variable with the id, for the error message; by default `<kind>_id`. */
  field?: string;
  /** Id of the owner; by default the caller. Pass only a `user_id` that the ownership guard has checked. */
  owner?: string;
}

/**
 * Finds an item of the caller by its id. The key contains the owner, so an item of another person gives the same error as
 * an item that does not exist.
 *
 * @throws {ManifoldError} E4007 that names the field
 *
 * @example
 * const account = await findOwned<Account>(call, { kind: 'account', id: account_id });
 */
export async function findOwned<Item extends StoreItem = StoreItem>(
  call: Pick<Call, 'store' | 'context'>,
  { kind, id, name = kind, listedBy, givenBy, field = `${kind}_id`, owner = call.context.principal.id }: Owned,
): Promise<Item> {
  const found = await call.store.get<Item>(ownedKey({ owner, kind, id }));
  if (found) return found;
  const source = listedBy ? `Read ${listedBy}` : givenBy ? `Call ${givenBy}` : 'List your own';
  throw new ManifoldError('E4007', `You have no ${name} with this "${field}".`, {
    details: {
      field,
      suggestion: `${source} first, and use an id from there.`,
    },
  });
}
