import * as z from 'zod';
import { StoreConflict } from '../../kit/store/store.ts';
import type { OnEvent } from '../../kit/tool/define-family.ts';
import { noteNewAccounts, setConsentEnd, setFault } from './links/faults.ts';
import { accessForEvent, type LinkAccess } from './links/link-access.ts';
import { type ItemOwner, itemOwnerKey, type Link, linkKey } from './links/records.ts';
import { askPlaid } from './provider/ask.ts';
import { faultOf, plaidCodeOf } from './provider/failures.ts';
import { syncLink } from './sync/sync-link.ts';

/** What is read of an event. All else is read from Plaid, since events arrive late, twice and in any order. */
const PlaidEvent = z.object({ webhook_type: z.string(), webhook_code: z.string(), item_id: z.string() });

/** Fetches new transactions when Plaid announces them, and checks logins that the bank may have stopped accepting. */
export const onPlaid: OnEvent = async ({ body }, call) => {
  const parsed = PlaidEvent.safeParse(body);
  // An event that names no item, such as one of a session of Plaid Link.
  if (!parsed.success) return;
  const { webhook_type: type, webhook_code: code, item_id: itemId } = parsed.data;
  const found = await call.store.shared.get<ItemOwner>(itemOwnerKey(itemId));
  // The Plaid account may have items that were not linked here, or that were unlinked.
  if (!found) return;
  const access = accessForEvent(call, found);
  const link = await access.store.get<Link>(linkKey(found.owner, itemId));
  if (!link) return;
  if (type === 'TRANSACTIONS' && code === 'SYNC_UPDATES_AVAILABLE') await fetchUpdates(access, itemId);
  if (type === 'ITEM' && code === 'NEW_ACCOUNTS_AVAILABLE') await noteNewAccounts(access, itemId);
  else if (type === 'ITEM') await checkLogin(access, link);
};

/**
 * Marks the link first, so that transactions that are not fetched now, because another fetch runs, are fetched with the
 * next read. A login that needs its person is not retried: only the person can repair it.
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
    await setConsentEnd(access, link.itemId, data.item.consent_expiration_time);
  } catch (thrown) {
    if (!isFault(thrown)) throw thrown;
    await setFault(access, link.itemId, plaidCodeOf(thrown));
  }
}

function isFault(thrown: unknown): boolean {
  const code = plaidCodeOf(thrown);
  return code !== undefined && faultOf(code) !== 'other';
}
