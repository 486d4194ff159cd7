import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { StoreItem, StoreKey } from '../store/store.ts';
import type { Call } from '../tool/call.ts';

/** Where things of one person are kept: the partition of the person, and in it a kind of thing. */
export function ownedKey({ owner, kind, id }: { owner: string; kind: string; id: string }): StoreKey {
  return { pk: `user#${owner}`, sk: `${kind}#${id}` };
}

export interface Owned {
  /** What it is, e.g. `account`; part of its key. */
  kind: string;
  /** What people call it, for the refusal; default the kind. */
  name?: string;
  /** URI of the resource that lists the caller's own, for the refusal. */
  listedBy?: string;
  /** The tool that answers with such ids, for the refusal of what no resource lists. */
  givenBy?: string;
  /** The id, as the caller gives it. */
  id: string;
  /** The argument or variable that holds the id, for the refusal; default `<kind>_id`. */
  field?: string;
  /** Whose it must be; default the caller. Only a `user_id` that came through the guard of owners may be given. */
  owner?: string;
}

/**
 * What belongs to the caller under an id: looked up under the caller's own key, so that what is somebody else's looks
 * like what is not there.
 *
 * @throws {ManifoldError} E4007 naming the field
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
