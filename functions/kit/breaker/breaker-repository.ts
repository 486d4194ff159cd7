/**
 * Health of providers in the state table. Access patterns, all on breaker#<family>#<host> / breaker:
 * - read: GetItem, consistent; at most about once a second and instance, not once a request
 * - failure: UpdateItem that adds one; per request that failed
 * - success: UpdateItem that sets back; only where failures are known of
 * - probe: UpdateItem, conditional; once per time that the breaker was open, over all instances
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ItemKey, StateTable } from '../../core/state-table/state-table.ts';

/** Failures without a success in between that open the breaker. */
export const FAILURES_TO_OPEN = 5;
/** How long it stays open after the last of them. */
export const OPEN_MS = 60_000;
/** How long the one request that is let through may take to be heard of. */
export const PROBE_MS = 60_000;

/** What is known of a provider; times in Unix milliseconds. */
export interface Health {
  failures: number;
  lastFailureAt: number;
  /** Until when a probe is under way. */
  probeUntil: number;
}

export const HEALTHY: Health = { failures: 0, lastFailureAt: 0, probeUntil: 0 };

export async function readHealth({ client, table }: StateTable, Key: ItemKey): Promise<Health> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  return healthOf(Item);
}

/** Counts a failure, and says what is known with it. A probe that failed is over. */
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

/** Forgets what failed before: the provider answers. */
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

/** Takes the one place of a probe; false where somebody else has it, or where there is nothing to probe any more. */
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

/** Gives the place back, where the request came to nothing that says anything of the provider. */
export async function endProbe({ client, table }: StateTable, Key: ItemKey): Promise<void> {
  await client.send(new UpdateCommand({ TableName: table, Key, UpdateExpression: 'REMOVE probeUntil' }));
}

function healthOf(item: Record<string, unknown> | undefined): Health {
  const { failures, lastFailureAt, probeUntil } = (item ?? {}) as Partial<Health>;
  return { failures: failures ?? 0, lastFailureAt: lastFailureAt ?? 0, probeUntil: probeUntil ?? 0 };
}
