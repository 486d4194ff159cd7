/**
 * Places for open subscription streams, in the state table. Access patterns, on <tenant>#listen#<principal> / slot-<n>:
 * - take: PutItem conditional on its being free, up to SLOTS of them; where none is, the oldest is taken over
 * - holds: GetItem, every few seconds while a stream is open
 * - give back: DeleteItem conditional on the owner, once
 */
import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Principal } from '../../../schemas/invocation.ts';
import type { StateTable } from '../../runtime/claims/claim-repository.ts';
import { ManifoldError } from '../../runtime/errors/manifold-error.ts';
import { logger } from '../../runtime/logging/logger.ts';

/** Streams that one principal may hold open at once. */
export const SLOTS = 5;

export interface Slot {
  pk: string;
  sk: string;
  /** Tells this stream from the one that takes its place. */
  owner: string;
}

interface Holder {
  sk: string;
  owner: string;
  /** Unix milliseconds. */
  takenAt: number;
}

/**
 * Takes a place. A client that goes away leaves its stream behind, since a disconnect does not reach a Lambda; so the
 * newest stream is the one that is wanted, and it takes the place of the oldest.
 *
 * @throws {ManifoldError} E3009 where others are taking the very same places
 */
export async function takeSlot(
  state: StateTable,
  { tenant, id }: Pick<Principal, 'tenant' | 'id'>,
  lifetimeMs: number,
): Promise<Slot> {
  const pk = `${tenant}#listen#${id}`;
  const owner = randomUUID();
  const holders: Holder[] = [];
  for (let index = 0; index < SLOTS; index += 1) {
    const holder = await put(state, { pk, sk: `slot-${index}`, owner }, lifetimeMs);
    if (!holder) return { pk, sk: `slot-${index}`, owner };
    holders.push(holder);
  }
  for (const oldest of holders.toSorted((a, b) => a.takenAt - b.takenAt)) {
    const slot = { pk, sk: oldest.sk, owner };
    if (!(await put(state, slot, lifetimeMs, oldest.owner))) return slot;
  }
  throw new ManifoldError('E3009', 'Too many subscription streams are opened at once.', {
    details: { retryAfter: 1, suggestion: `Hold at most ${SLOTS} of them open.` },
  });
}

/** Whether the place is still this stream's; so it is taken to be where the table does not answer. */
export async function holdsSlot({ client, table }: StateTable, { pk, sk, owner }: Slot): Promise<boolean> {
  try {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }));
    return Item?.owner === owner;
  } catch (error) {
    logger.warn('a subscription slot could not be read', { error: String(error) });
    return true;
  }
}

/** A place that cannot be given back is free again when its time is over. */
export async function giveBackSlot({ client, table }: StateTable, { pk, sk, owner }: Slot): Promise<void> {
  try {
    await client.send(
      new DeleteCommand({
        TableName: table,
        Key: { pk, sk },
        ConditionExpression: '#owner = :owner',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': owner },
      }),
    );
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return;
    logger.warn('a subscription slot could not be given back', { error: String(error) });
  }
}

/** Writes the slot where it is free, over, or its owner is `replaced`; else answers with who holds it. */
async function put(
  { client, table }: StateTable,
  slot: Slot,
  lifetimeMs: number,
  replaced = '',
): Promise<Holder | undefined> {
  const takenAt = Date.now();
  const now = Math.floor(takenAt / 1000);
  try {
    await client.send(
      new PutCommand({
        TableName: table,
        Item: { ...slot, takenAt, expiresAt: now + Math.ceil(lifetimeMs / 1000) },
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now OR #owner = :replaced',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':now': now, ':replaced': replaced },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException) || !error.Item) throw error;
    return unmarshall(error.Item) as Holder;
  }
}
