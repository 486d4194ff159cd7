/**
 * One-time permits of a call, such as a person's confirmation or an approval. A permit is used in the transaction that
 * claims the call, so it cannot be used twice, and is not lost if the claim fails.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { StateTable, TransactItem } from '../../core/state-table/state-table.ts';

export interface Permit {
  /** The conditional write that uses the permit; `owner` recognises a retry of our own write. */
  use(table: string, owner: string): TransactItem;
  /** The error for a caller whose permit was used before. */
  readonly used: ManifoldError;
}

/** Uses the permits of a call that claims no key; returns the permit that was used before, if there is one. */
export async function usePermits(
  state: StateTable,
  owner: string,
  permits: readonly Permit[],
): Promise<Permit | undefined> {
  if (permits.length === 0) return undefined;
  try {
    const items = permits.map((permit) => permit.use(state.table, owner));
    await state.client.send(new TransactWriteCommand({ TransactItems: items }));
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const index = (error.CancellationReasons ?? []).findIndex(({ Code }) => Code === 'ConditionalCheckFailed');
    const used = permits[index];
    if (!used) throw error;
    return used;
  }
}
