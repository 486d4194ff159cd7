import { StoreConflict } from '../../../kit/store/store.ts';
import { adviceFor, faultOf, plaidCodeOf } from '../provider/failures.ts';
import type { LinkAccess } from './link-access.ts';
import { type Link, linkKey } from './records.ts';

/** Notes at a link what a failure says of its login, if it says anything. */
export async function recordFault(access: LinkAccess, link: Link, thrown: unknown): Promise<void> {
  const code = plaidCodeOf(thrown);
  if (code !== undefined && faultOf(code) !== 'other') await setFault(access, link.itemId, code);
}

/** @param code Plaid's; undefined: the login is all right again */
export async function setFault({ store, owner }: LinkAccess, itemId: string, code: string | undefined): Promise<void> {
  try {
    await store.update(linkKey(owner, itemId), {
      ...(code === undefined ? { remove: ['fault'] } : { set: { fault: code } }),
      condition: 'attribute_exists(pk)',
    });
  } catch (thrown) {
    // The bank was unlinked meanwhile.
    if (!(thrown instanceof StoreConflict)) throw thrown;
  }
}

/** How a link stands, for people. */
export function statusOf({ fault }: Pick<Link, 'fault'>) {
  if (fault === undefined) return { status: 'linked' as const };
  const kind = faultOf(fault);
  const status =
    kind === 'ended' ? ('ended' as const) : kind === 'sign_in_again' ? ('sign_in_again' as const) : ('linked' as const);
  const advice = adviceFor(fault);
  return { status, ...(advice === undefined ? {} : { what_to_do: advice }) };
}
