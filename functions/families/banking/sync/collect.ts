import { type AccountBase, type Transaction, TransactionsUpdateStatus } from 'plaid';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { History } from '../links/records.ts';
import { askPlaid } from '../provider/ask.ts';
import type { PlaidCall } from '../provider/client.ts';
import { plaidCodeOf } from '../provider/failures.ts';

/** All changes since a cursor. */
export interface Changes {
  /** The last state of each added or modified transaction, by id. */
  current: Map<string, Transaction>;
  /** Removed transactions: id → account. */
  removed: Map<string, string>;
  accounts: AccountBase[];
  cursor: string;
  history: History;
}

const HISTORY: Readonly<Record<TransactionsUpdateStatus, History>> = {
  [TransactionsUpdateStatus.NotReady]: 'not_ready',
  [TransactionsUpdateStatus.InitialUpdateComplete]: 'initial',
  [TransactionsUpdateStatus.HistoricalUpdateComplete]: 'complete',
  // Plaid does not say it, as for items of long ago.
  [TransactionsUpdateStatus.TransactionsUpdateStatusUnknown]: 'complete',
};

const PAGE = 500;
const MAX_RESTARTS = 5;
const MUTATION = 'TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION';

/**
 * All pages of `/transactions/sync` since a cursor. If the bank's data changes between two pages, Plaid invalidates the
 * cursors in between, and all pages are fetched again from the first cursor.
 *
 * @throws {ManifoldError} as failures.ts maps the failure; E4004, retryable, if the data changes each time
 */
export async function collectChanges(
  call: PlaidCall,
  { token, cursor }: { token: string; cursor: string | undefined },
): Promise<Changes> {
  for (let restarts = 0; restarts <= MAX_RESTARTS; restarts += 1) {
    try {
      return await pagesSince(call, { token, cursor });
    } catch (thrown) {
      if (plaidCodeOf(thrown) !== MUTATION) throw thrown;
    }
  }
  throw new ManifoldError('E4004', 'The bank’s transactions change faster than they can be read. Try again.', {
    retryable: true,
  });
}

async function pagesSince(call: PlaidCall, from: { token: string; cursor: string | undefined }): Promise<Changes> {
  const current = new Map<string, Transaction>();
  const removed = new Map<string, string>();
  let { cursor } = from;
  for (;;) {
    const { data } = await askPlaid(call, (plaid) =>
      plaid.transactionsSync({ access_token: from.token, count: PAGE, cursor: cursor || undefined }),
    );
    for (const transaction of [...data.added, ...data.modified]) {
      current.set(transaction.transaction_id, transaction);
      removed.delete(transaction.transaction_id);
    }
    for (const { transaction_id: id, account_id: account } of data.removed) {
      current.delete(id);
      removed.set(id, account);
    }
    cursor = data.next_cursor;
    if (data.has_more) continue;
    const history = HISTORY[data.transactions_update_status] ?? 'complete';
    return { current, removed, accounts: data.accounts, cursor, history };
  }
}
