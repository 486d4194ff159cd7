/**
 * Claims that were never completed or released, since front or the family stopped in between. Access pattern:
 * - end: one transaction that updates or deletes the claim, conditional on its owner, sets the start mark of that owner
 *   (start-mark.ts), and uses the permits of the call that takes over
 *
 * With the mark set, the family refuses an execution that is still on its way.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { startMarkItem } from '../../core/state-table/start-mark.ts';
import type { StateTable, TransactItem } from '../../core/state-table/state-table.ts';
import { type ClaimRequest, expiryOf } from './claim-repository.ts';
import type { Permit } from './permit.ts';

export interface Ending {
  /** The owner that never finished the claim. */
  from: string;
  /** `unless-started`: only if the family never set the mark. `anyway`: a second execution is known to be harmless. */
  when: 'unless-started' | 'anyway';
  /** `take-over`: this call becomes the owner. `free`: the claim is deleted. */
  then: 'take-over' | 'free';
}

export type Ended =
  | { state: 'ended' }
  | { state: 'started' }
  /** Another call has ended or completed the claim. */
  | { state: 'lost' }
  | { state: 'permit-used'; permit: Permit };

/** Ends an abandoned claim in one transaction, so that the call may be executed. */
export async function endAbandoned(
  { client, table }: StateTable,
  request: ClaimRequest,
  { from, when, then }: Ending,
  permits: readonly Permit[] = [],
): Promise<Ended> {
  const claim = then === 'free' ? deletion(table, request, from) : takeOver(table, request, from);
  const mark = startMarkItem(table, { mark: from, by: request.owner, when });
  const items = [claim, mark, ...permits.map((permit) => permit.use(table, request.owner))];
  try {
    await client.send(new TransactWriteCommand({ TransactItems: items }));
    return { state: 'ended' };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const failed = (error.CancellationReasons ?? []).map(({ Code }) => Code === 'ConditionalCheckFailed');
    if (failed[0]) return { state: 'lost' };
    if (failed[1]) return { state: 'started' };
    const permit = permits[failed.indexOf(true) - 2];
    if (!permit) throw error;
    return { state: 'permit-used', permit };
  }
}

const CONDITION = {
  ConditionExpression: '#owner = :from AND attribute_not_exists(#outcome)',
  ExpressionAttributeNames: { '#owner': 'owner', '#outcome': 'outcome' },
};

function deletion(table: string, { at }: ClaimRequest, from: string): TransactItem {
  return { Delete: { TableName: table, Key: at, ...CONDITION, ExpressionAttributeValues: { ':from': from } } };
}

/** The provider key stays as it is: to the provider it is the same call. */
function takeOver(table: string, request: ClaimRequest, from: string): TransactItem {
  return {
    Update: {
      TableName: table,
      Key: request.at,
      UpdateExpression: 'SET #owner = :owner, deadline = :deadline, marks = :marks, expiresAt = :expiresAt',
      ...CONDITION,
      ExpressionAttributeValues: {
        ':from': from,
        ':owner': request.owner,
        ':deadline': request.deadline,
        ':marks': request.marks,
        ':expiresAt': expiryOf(request),
      },
    },
  };
}
