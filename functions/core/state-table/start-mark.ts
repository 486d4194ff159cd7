/**
 * Marks of claimed calls that were started, in the state table. Access pattern:
 * - start: PutItem started#<owner of the claim> / started, conditional; one per claimed write, by its family
 *
 * A family may write these marks and no claim: it cannot change what another call has come to.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { startedKey } from '../../../schemas/keys.ts';
import { ManifoldError } from '../errors/manifold-error.ts';
import type { StateTable, TransactItem } from './state-table.ts';

/** Longer than any claim is kept. */
const KEEP_SECONDS = 3 * 24 * 3600;

const expiresAt = () => Math.floor(Date.now() / 1000) + KEEP_SECONDS;

/** The write that keeps an owner's execution from starting; `unless-started` fails where it has. */
export function startMarkItem(
  table: string,
  { mark, by, when }: { mark: string; by: string; when: 'unless-started' | 'anyway' },
): TransactItem {
  return {
    Put: {
      TableName: table,
      Item: { ...startedKey(mark), by, expiresAt: expiresAt() },
      ConditionExpression: when === 'unless-started' ? 'attribute_not_exists(pk)' : undefined,
    },
  };
}

/**
 * Marks a claimed call as started, before anything is executed.
 *
 * @param execution unique per execution; recognises our own retried write
 * @throws {ManifoldError} E3008 where the claim was given to another call meanwhile, E5002 where the mark cannot be set:
 *   in both cases nothing was executed
 */
export async function markStarted({ client, table }: StateTable, mark: string, execution: string): Promise<void> {
  try {
    await client.send(
      new PutCommand({
        TableName: table,
        Item: { ...startedKey(mark), by: execution, expiresAt: expiresAt() },
        ConditionExpression: 'attribute_not_exists(pk) OR #by = :execution',
        ExpressionAttributeNames: { '#by': 'by' },
        ExpressionAttributeValues: { ':execution': execution },
      }),
    );
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) {
      throw new ManifoldError('E3008', 'Another execution has taken this call over. Ask for its result.', { cause });
    }
    throw new ManifoldError('E5002', 'The state table does not answer, so nothing was executed. Try again.', { cause });
  }
}
