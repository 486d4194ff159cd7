/**
 * Permits: what lets one call pass once, such as a person's confirmation or another's approval. A permit is used in
 * the transaction that claims the call, so that it neither serves twice nor is lost where the claim fails.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { StateTable, TransactItem } from '../../core/state-table/state-table.ts';

export interface Permit {
  /** The conditional write that uses the permit; `owner` recognises our own repeated write. */
  use(table: string, owner: string): TransactItem;
  /** What a caller is told whose permit was used before. */
  readonly used: ManifoldError;
}

/** Uses permits of a call that claims no key; tells which of them was used before. */
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
