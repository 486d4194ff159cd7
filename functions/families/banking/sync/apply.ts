import type { Transaction } from 'plaid';
import type { StoreWrite, TenantStore } from '../../../kit/store/store.ts';
import { amountOf } from '../formats/amounts.ts';
import { accountRecord } from '../links/accounts.ts';
import { type Link, linkKey, type StoredTransaction, transactionsOf } from '../links/records.ts';
import type { Changes } from './collect.ts';

/** A transaction of DynamoDB takes 100 writes; one of them is the check of the lease. */
const MAX_WRITES = 99;

interface Applying {
  store: TenantStore;
  owner: string;
  link: Link;
  /** Name of the lease; a sync that has lost its lease can no longer write. */
  lease: string;
}

/**
 * Writes the changes; the caller writes the cursor afterwards. If it breaks off, the next sync fetches and writes the
 * same changes again, with the same result.
 * @throws {StoreConflict} if another sync holds the lease by now, or the bank was unlinked
 */
export async function applyChanges(applying: Applying, changes: Changes): Promise<void> {
  const { store, owner, link, lease } = applying;
  const held = {
    kind: 'check',
    key: linkKey(owner, link.itemId),
    condition: 'syncBy = :lease',
    values: { ':lease': lease },
  } as const;
  const writes: StoreWrite[] = [
    ...changes.accounts.map((account) => ({ kind: 'put' as const, item: accountRecord(owner, link, account) })),
    ...[...changes.current.values()].map((transaction) => ({
      kind: 'put' as const,
      item: recordOf(owner, transaction),
    })),
    ...[...changes.removed].map(([id, account]) => ({
      kind: 'delete' as const,
      key: { pk: transactionsOf(owner, account), sk: id },
    })),
  ];
  for (let at = 0; at < writes.length; at += MAX_WRITES) {
    await store.transact([held, ...writes.slice(at, at + MAX_WRITES)]);
  }
}

function recordOf(owner: string, of: Transaction): StoredTransaction {
  const partition = transactionsOf(owner, of.account_id);
  return {
    pk: partition,
    sk: of.transaction_id,
    byDayPk: partition,
    byDaySk: `${of.date}#${of.transaction_id}`,
    transactionId: of.transaction_id,
    ...amountOf(of.amount, of.iso_currency_code),
    currency: of.iso_currency_code ?? of.unofficial_currency_code,
    date: of.date,
    authorizedDate: of.authorized_date,
    name: of.name,
    merchant: of.merchant_name ?? null,
    category: of.personal_finance_category?.primary ?? null,
    channel: of.payment_channel,
    pending: of.pending,
    pendingId: of.pending_transaction_id,
  };
}
