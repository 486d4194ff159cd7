import { randomUUID } from 'node:crypto';
import { StoreConflict } from '../../../kit/store/store.ts';
import type { LinkAccess } from '../links/link-access.ts';
import { type Link, linkKey } from '../links/records.ts';
import { faultOf, plaidCodeOf } from '../provider/failures.ts';
import { applyChanges } from './apply.ts';
import { collectChanges } from './collect.ts';

/** The result of a sync: `busy` if another sync of the link runs, which fetches the same changes. */
export type Synced = { state: 'done'; changed: number; removed: number; link: Link } | { state: 'busy' };

/** Longer than any call may take. */
const LEASE_MS = 120_000;

/**
 * Fetches and stores the changes at a bank since the last sync. One sync of a link runs at a time. A sync that has lost
 * its lease writes nothing, since a late page would bring back removed transactions.
 *
 * @throws {ManifoldError} as failures.ts maps the failure; a fault of the login is recorded at the link
 */
export async function syncLink(access: LinkAccess, itemId: string): Promise<Synced> {
  const key = linkKey(access.owner, itemId);
  const lease = randomUUID();
  const began = Date.now();
  const link = await takeLease(access, { itemId, lease, began });
  if (!link) return { state: 'busy' };
  const held = { condition: 'syncBy = :lease', values: { ':lease': lease } };
  try {
    const changes = await collectChanges(access.plaid, { token: await access.tokenOf(link), cursor: link.cursor });
    await applyChanges({ store: access.store, owner: access.owner, link, lease }, changes);
    const done = await access.store.update<Link>(key, {
      set: {
        cursor: changes.cursor,
        history: changes.history,
        syncedAt: new Date().toISOString(),
        syncBegan: began,
        accountIds: changes.accounts.map(({ account_id: id }) => id),
      },
      remove: ['syncBy', 'syncUntil', 'fault'],
      ...held,
    });
    return { state: 'done', changed: changes.current.size, removed: changes.removed.size, link: done };
  } catch (thrown) {
    if (thrown instanceof StoreConflict) return { state: 'busy' };
    const code = plaidCodeOf(thrown);
    const isFault = code !== undefined && faultOf(code) !== 'other';
    const change = { ...(isFault ? { set: { fault: code } } : {}), remove: ['syncBy', 'syncUntil'], ...held };
    await access.store.update(key, change).catch(ignoreLostLease);
    throw thrown;
  }
}

async function takeLease(
  access: LinkAccess,
  { itemId, lease, began }: { itemId: string; lease: string; began: number },
) {
  try {
    return await access.store.update<Link>(linkKey(access.owner, itemId), {
      set: { syncBy: lease, syncUntil: began + LEASE_MS },
      condition: 'attribute_exists(pk) AND (attribute_not_exists(syncUntil) OR syncUntil < :now)',
      values: { ':now': began },
    });
  } catch (thrown) {
    if (thrown instanceof StoreConflict) return undefined;
    throw thrown;
  }
}

/** Ignores that another sync holds the lease, or that the bank was unlinked; the failure itself matters more. */
function ignoreLostLease(thrown: unknown): void {
  if (!(thrown instanceof StoreConflict)) throw thrown;
}
