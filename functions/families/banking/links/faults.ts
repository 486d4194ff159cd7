import { StoreConflict } from '../../../kit/store/store.ts';
import { adviceFor, faultOf, plaidCodeOf } from '../provider/failures.ts';
import type { LinkAccess } from './link-access.ts';
import { type Link, linkKey } from './records.ts';

/** Records at a link what a failure says about its login, if it says anything. */
export async function recordFault(access: LinkAccess, link: Link, thrown: unknown): Promise<void> {
  const code = plaidCodeOf(thrown);
  if (code !== undefined && faultOf(code) !== 'other') await setFault(access, link.itemId, code);
}

/** @param code code of Plaid; undefined if the login works again */
export async function setFault({ store, owner }: LinkAccess, itemId: string, code: string | undefined): Promise<void> {
  try {
    await store.update(linkKey(owner, itemId), {
      ...(code === undefined ? { remove: ['fault'] } : { set: { fault: code } }),
      condition: 'attribute_exists(pk)',
    });
  } catch (thrown) {
    // The bank has been unlinked in the meantime.
    if (!(thrown instanceof StoreConflict)) throw thrown;
  }
}

/** The state of a link and what the person can do about a fault. */
export function statusOf({ fault }: Pick<Link, 'fault'>) {
  if (fault === undefined) return { status: 'linked' as const };
  const kind = faultOf(fault);
  const status =
    kind === 'ended' ? ('ended' as const) : kind === 'sign_in_again' ? ('sign_in_again' as const) : ('linked' as const);
  const advice = adviceFor(fault);
  return { status, what_to_do: advice };
}
