/**
 * Health of providers in the state table. Access patterns, all on breaker#<family>#hosts / <host>:
 * - read: consistent GetItem; about once a second for each instance, not for each request
 * - failure: UpdateItem that adds one; for each failed request
 * - success: UpdateItem that resets the count; only after failures
 * - probe: conditional UpdateItem; one at a time over all instances, after the breaker was open for a minute
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { FAILURES_TO_OPEN } from '../../../schemas/breaker.ts';
import type { ItemKey, StateTable } from '../../core/state-table/state-table.ts';

/** How long the breaker stays open after the last failure. */
export const OPEN_MS = 60_000;
/** How long a probe may take before another one is allowed. */
export const PROBE_MS = 60_000;

/** The health of a provider; times in Unix milliseconds. */
export interface Health {
  failures: number;
  lastFailureAt: number;
  /** End of the current probe's lease; 0 without a probe. */
  probeUntil: number;
}

export const HEALTHY: Health = { failures: 0, lastFailureAt: 0, probeUntil: 0 };

export async function readHealth({ client, table }: StateTable, Key: ItemKey): Promise<Health> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  return healthOf(Item);
}

/** Counts a failure and ends a probe. @returns the new health */
export async function addFailure({ client, table }: StateTable, Key: ItemKey, now: number): Promise<Health> {
  const { Attributes } = await client.send(
    new UpdateCommand({
      TableName: table,
      Key,
      UpdateExpression: 'SET lastFailureAt = :now, expiresAt = :expiresAt REMOVE probeUntil ADD failures :one',
      ExpressionAttributeValues: { ':now': now, ':one': 1, ':expiresAt': Math.ceil((now + OPEN_MS) / 1000) + 3_600 },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return healthOf(Attributes);
}

/** Resets the count of failures, because the provider has answered. */
export async function setHealthy({ client, table }: StateTable, Key: ItemKey): Promise<void> {
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key,
      UpdateExpression: 'SET failures = :none REMOVE probeUntil',
      ExpressionAttributeValues: { ':none': 0 },
    }),
  );
}

/** Starts a probe; false if another instance has one, or if the breaker is not open or not yet due for one. */
export async function takeProbe({ client, table }: StateTable, Key: ItemKey, now: number): Promise<boolean> {
  try {
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key,
        UpdateExpression: 'SET probeUntil = :until',
        ConditionExpression:
          'failures >= :most AND lastFailureAt <= :closed AND (attribute_not_exists(probeUntil) OR probeUntil <= :now)',
        ExpressionAttributeValues: {
          ':until': now + PROBE_MS,
          ':most': FAILURES_TO_OPEN,
          ':closed': now - OPEN_MS,
          ':now': now,
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Ends a probe whose request says nothing about the provider, so that another one may start. */
export async function endProbe({ client, table }: StateTable, Key: ItemKey): Promise<void> {
  await client.send(new UpdateCommand({ TableName: table, Key, UpdateExpression: 'REMOVE probeUntil' }));
}

function healthOf(item: Record<string, unknown> | undefined): Health {
  const { failures, lastFailureAt, probeUntil } = (item ?? {}) as Partial<Health>;
  return { failures: failures ?? 0, lastFailureAt: lastFailureAt ?? 0, probeUntil: probeUntil ?? 0 };
}
