/**
 * Marks in the state table that say that a claimed call was started. Access pattern:
 * - start: PutItem started#<owner of the claim> / started, conditional; one per claimed write, by its family
 *
 * Families may write these marks but no claims, so they cannot change the outcome of another call.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { startedKey } from '../../../schemas/keys.ts';
import { ManifoldError } from '../errors/manifold-error.ts';
import type { StateTable, TransactItem } from './state-table.ts';

/** Longer than the lifetime of any claim. */
const KEEP_SECONDS = 3 * 24 * 3600;

const expiresAt = () => Math.floor(Date.now() / 1000) + KEEP_SECONDS;

/**
 * The write that keeps an owner's execution from starting. With `unless-started` it fails if the execution has started.
 */
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
 * @param execution unique per execution, so that a retry of the same write is recognised
 * @throws {ManifoldError} E3008 if another call has taken over the claim, E5002 if the mark cannot be set; in both
 *   cases
 *   nothing was executed
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
      throw new ManifoldError(
        'E3008',
        'Another execution has taken over this call. Retry with the same idempotency key to get its result.',
        { cause },
      );
    }
    throw new ManifoldError('E5002', 'The state table does not answer, so nothing was executed. Try again.', { cause });
  }
}
