import { randomUUID } from 'node:crypto';
import type { OutcomeMeta } from '../../../../schemas/invocation.ts';
import type { StoreItem, StoreWrite } from '../../../kit/store/store.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { askPlaid } from '../provider/ask.ts';
import { faultOf, plaidCodeOf } from '../provider/failures.ts';
import { accessOf } from './link-access.ts';
import {
  type Account,
  allOf,
  itemOwnerKey,
  type Link,
  linkKey,
  transactionsOf,
  type UnlinkedFacts,
  unlinkedKey,
} from './records.ts';

/** Longer than an idempotency record is kept. */
const REMEMBERED_SECONDS = 2 * 86_400;
const LEASE_MS = 120_000;
const MAX_WRITES = 100;

/** All accounts of a link. */
export async function accountsOf(call: Call, { owner, itemId }: { owner: string; itemId: string }): Promise<Account[]> {
  const all = await allOf<Account>(call.store, { pk: linkKey(owner, itemId).pk, sk: { beginsWith: 'account#' } });
  return all.filter((account) => account.itemId === itemId);
}

/**
 * Ends a link at Plaid and erases its access token, accounts and transactions. If it breaks off, a retry completes it,
 * since the link itself is erased last.
 */
export async function unlinkItem(
  call: Call,
  { owner, link }: { owner: string; link: Link },
): Promise<{ unlinked: UnlinkedFacts; meta: OutcomeMeta }> {
  const { itemId, institution } = link;
  // From here on no sync of this link writes anything, because it has lost its lease.
  await call.store.update(linkKey(owner, itemId), {
    set: { syncBy: `unlink-${randomUUID()}`, syncUntil: Date.now() + LEASE_MS },
    condition: 'attribute_exists(pk)',
  });
  const meta = await endAtPlaid(call, { owner, link });
  const accounts = await accountsOf(call, { owner, itemId });
  for (const { accountId } of accounts) await eraseTransactions(call, transactionsOf(owner, accountId));
  const accountIds = accounts.map(({ accountId }) => accountId);
  const unlinked: UnlinkedFacts = { itemId, institution, accountIds, unlinkedAt: new Date().toISOString() };
  const expiresAt = Math.floor(Date.now() / 1000) + REMEMBERED_SECONDS;
  await call.store.shared.delete(itemOwnerKey(itemId));
  await writeAll(call, [
    ...accounts.map(({ pk, sk }) => ({ kind: 'delete' as const, key: { pk, sk } })),
    ...accountIds.map((id) => ({ kind: 'put' as const, item: { ...unlinkedKey(owner, id), ...unlinked, expiresAt } })),
    { kind: 'delete', key: linkKey(owner, itemId) },
  ]);
  return { unlinked, meta };
}

/** Removes the item at Plaid. An item that Plaid has ended before is no error. */
async function endAtPlaid(call: Call, { owner, link }: { owner: string; link: Link }): Promise<OutcomeMeta> {
  const access_token = await accessOf(call, owner).tokenOf(link);
  try {
    return (await askPlaid(call, (plaid) => plaid.itemRemove({ access_token }))).meta;
  } catch (thrown) {
    const code = plaidCodeOf(thrown);
    if (code !== undefined && faultOf(code) === 'ended') return {};
    throw thrown;
  }
}

async function eraseTransactions(call: Call, partition: string): Promise<void> {
  const found = await allOf<StoreItem>(call.store, { pk: partition });
  await writeAll(
    call,
    found.map(({ pk, sk }) => ({ kind: 'delete' as const, key: { pk, sk } })),
  );
}

async function writeAll(call: Call, writes: readonly StoreWrite[]): Promise<void> {
  for (let at = 0; at < writes.length; at += MAX_WRITES) await call.store.transact(writes.slice(at, at + MAX_WRITES));
}
