import * as z from 'zod';
import { StoreConflict } from '../../kit/store/store.ts';
import type { OnEvent } from '../../kit/tool/define-family.ts';
import { setFault } from './links/faults.ts';
import { accessForEvent, type LinkAccess } from './links/link-access.ts';
import { type ItemOwner, itemOwnerKey, type Link, linkKey } from './links/records.ts';
import { askPlaid } from './provider/ask.ts';
import { faultOf, plaidCodeOf } from './provider/failures.ts';
import { syncLink } from './sync/sync-link.ts';

/** What an event names; all else is read again from Plaid, since events come late, twice and in any order. */
const PlaidEvent = z.object({ webhook_type: z.string(), webhook_code: z.string(), item_id: z.string() });

/** Fetches what Plaid says is new, and looks after logins that the bank does not let in any more. */
export const onPlaid: OnEvent = async ({ body }, call) => {
  const parsed = PlaidEvent.safeParse(body);
  // Events that are about no login, such as those of a session of Link.
  if (!parsed.success) return;
  const { webhook_type: type, webhook_code: code, item_id: itemId } = parsed.data;
  const found = await call.store.shared.get<ItemOwner>(itemOwnerKey(itemId));
  // Items of the account that were not linked here, or that were unlinked, are nobody's here.
  if (!found) return;
  const access = accessForEvent(call, found);
  const link = await access.store.get<Link>(linkKey(found.owner, itemId));
  if (!link) return;
  if (type === 'TRANSACTIONS' && code === 'SYNC_UPDATES_AVAILABLE') await fetchUpdates(access, itemId);
  if (type === 'ITEM') await checkLogin(access, link);
};

/**
 * Marks the link first: what is not fetched now, since another fetch runs, is fetched when somebody reads next. A login
 * that needs its person does not get better by being tried again.
 */
async function fetchUpdates(access: LinkAccess, itemId: string): Promise<void> {
  try {
    await access.store.update(linkKey(access.owner, itemId), {
      set: { newsAt: Date.now() },
      condition: 'attribute_exists(pk)',
    });
    await syncLink(access, itemId);
  } catch (thrown) {
    if (thrown instanceof StoreConflict || isFault(thrown)) return;
    throw thrown;
  }
}

async function checkLogin(access: LinkAccess, link: Link): Promise<void> {
  const access_token = await access.tokenOf(link);
  try {
    const { data } = await askPlaid(access.plaid, (plaid) => plaid.itemGet({ access_token }));
    await setFault(access, link.itemId, data.item.error?.error_code);
  } catch (thrown) {
    if (!isFault(thrown)) throw thrown;
    await setFault(access, link.itemId, plaidCodeOf(thrown));
  }
}

function isFault(thrown: unknown): boolean {
  const code = plaidCodeOf(thrown);
  return code !== undefined && faultOf(code) !== 'other';
}
