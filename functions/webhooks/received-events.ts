/**
 * Received events, in the state table. Access patterns:
 * - claim: PutItem platform#webhook#<family>#<source>#<hash of the id> / event, if it is absent or expired, or has
 *   the same owner, or if its queueing was begun long ago and not completed
 * - look up: GetItem of it, consistent, if the claim fails
 * - queued: UpdateItem of it. forget: DeleteItem, conditional on the owner, if the queue did not accept the event
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { receivedEventKey } from '../../schemas/keys.ts';
import type { StateTable } from '../core/state-table/state-table.ts';
import { sha256, type Verified } from './verified.ts';

/** Stripe retries for three days. For signatures without a time, recorded bytes are refused this long. */
const KNOWN_SECONDS = 30 * 24 * 3600;
/** An invocation that takes longer than this has failed. */
const QUEUEING_SECONDS = 30;

export interface EventPlace {
  family: string;
  source: string;
}

/**
 * `claimed`: to be queued now. `duplicate`: queued before. `replayed`: the same signed request was received before.
 * `in-progress`: another invocation is queueing it.
 */
export type Claim = 'claimed' | 'duplicate' | 'replayed' | 'in-progress';

export interface ReceivedEvents {
  claim(event: Pick<Verified, 'id' | 'request'>, owner: string): Promise<Claim>;
  queued(event: Pick<Verified, 'id'>): Promise<void>;
  forget(event: Pick<Verified, 'id'>, owner: string): Promise<void>;
}

export function receivedEvents({ client, table }: StateTable, { family, source }: EventPlace): ReceivedEvents {
  const keyOf = ({ id }: Pick<Verified, 'id'>) => receivedEventKey(family, source, sha256(id));
  const nowSeconds = () => Math.floor(Date.now() / 1000);
  return {
    async claim(event, owner) {
      const now = nowSeconds();
      const Item = {
        ...keyOf(event),
        status: 'queueing',
        owner,
        request: event.request,
        at: now,
        expiresAt: now + KNOWN_SECONDS,
      };
      try {
        await client.send(
          new PutCommand({
            TableName: table,
            Item,
            ConditionExpression:
              'attribute_not_exists(pk) OR expiresAt <= :now OR (#status = :queueing AND #at < :died) OR #owner = :owner',
            ExpressionAttributeNames: { '#status': 'status', '#at': 'at', '#owner': 'owner' },
            ExpressionAttributeValues: {
              ':now': now,
              ':queueing': 'queueing',
              ':died': now - QUEUEING_SECONDS,
              ':owner': owner,
            },
          }),
        );
        return 'claimed';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
      const { Item: known } = await client.send(
        new GetCommand({ TableName: table, Key: keyOf(event), ConsistentRead: true }),
      );
      if (event.request !== undefined && known?.request === event.request) return 'replayed';
      return known?.status === 'queued' ? 'duplicate' : 'in-progress';
    },

    async queued(event) {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(event),
          UpdateExpression: 'SET #status = :queued',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':queued': 'queued' },
        }),
      );
    },

    async forget(event, owner) {
      await client.send(
        new DeleteCommand({
          TableName: table,
          Key: keyOf(event),
          ConditionExpression: '#owner = :owner',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':owner': owner },
        }),
      );
    },
  };
}
