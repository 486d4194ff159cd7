/**
 * The lease that makes one run of the sealer the only one, in the state table. Access patterns:
 * - take, renew: PutItem of the lease, on the condition that it has ended or is the owner's
 * - give back: DeleteItem, on the condition that it is the owner's
 *
 * Exclusive runs save work. The seal does not depend on them: every object is written once.
 */
import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { SEALER_LEASE_KEY } from '../../schemas/keys.ts';
import { sharedNow } from '../core/aws/shared-clock.ts';
import { logger } from '../core/logging/logger.ts';
import type { StateTable } from '../core/state-table/state-table.ts';

/** How long a lease lasts that is not renewed, as after a run that was killed. */
export const LEASE_MS = 60_000;
const RENEWED_EVERY_MS = 15_000;

export interface Lease {
  /** Whether it is still this run's. */
  isHeld(): boolean;
  giveBack(): Promise<void>;
}

/**
 * Takes the lease and renews it until it is given back.
 * @returns undefined if another run holds it
 */
export async function takeSealerLease(state: StateTable, now: () => number = sharedNow): Promise<Lease | undefined> {
  const owner = randomUUID();
  let until = 0;
  const take = async (): Promise<boolean> => {
    const wanted = now() + LEASE_MS;
    if (!(await put(state, { owner, until: wanted, now: now() }))) return false;
    until = wanted;
    return true;
  };
  if (!(await take())) return undefined;
  const renewal = setInterval(() => {
    take().then(
      (isOurs) => {
        if (!isOurs) until = 0;
      },
      (error: unknown) => logger.warn('the lease of the sealer could not be renewed', { error: String(error) }),
    );
  }, RENEWED_EVERY_MS);
  renewal.unref();
  return {
    isHeld: () => now() < until,
    async giveBack() {
      clearInterval(renewal);
      until = 0;
      await remove(state, owner);
    },
  };
}

async function put(
  { client, table }: StateTable,
  { owner, until, now }: { owner: string; until: number; now: number },
): Promise<boolean> {
  const command = new PutCommand({
    TableName: table,
    Item: { ...SEALER_LEASE_KEY, owner, until, expiresAt: Math.ceil(until / 1000) },
    ConditionExpression: 'attribute_not_exists(pk) OR #until <= :now OR #owner = :owner',
    ExpressionAttributeNames: { '#until': 'until', '#owner': 'owner' },
    ExpressionAttributeValues: { ':now': now, ':owner': owner },
  });
  return client.send(command).then(() => true, refusedByCondition);
}

async function remove({ client, table }: StateTable, owner: string): Promise<void> {
  const command = new DeleteCommand({
    TableName: table,
    Key: SEALER_LEASE_KEY,
    ConditionExpression: '#owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':owner': owner },
  });
  await client.send(command).catch(refusedByCondition);
}

function refusedByCondition(error: unknown): false {
  if (error instanceof ConditionalCheckFailedException) return false;
  throw error;
}
