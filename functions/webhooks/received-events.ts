/**
 * Events that were taken in, in the state table. Access patterns:
 * - claim: PutItem platform#webhook#<family>#<source>#<hash of the id> / event, conditional on there being none, or one
 *   that somebody began to queue and did not finish
 * - look: GetItem of it, consistent; where the claim fails
 * - queued: UpdateItem of it. forget: DeleteItem, conditional on the owner, where the queue did not take the event
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { receivedEventKey } from '../../schemas/keys.ts';
import type { StateTable } from '../core/state-table/state-table.ts';
import { sha256, type Verified } from './verified.ts';

/** Stripe tries for three days. Where a signature holds no time this is how long recorded bytes are of no use. */
const KNOWN_SECONDS = 30 * 24 * 3600;
/** A function that takes longer than this has died. */
const QUEUEING_SECONDS = 30;

export interface EventPlace {
  family: string;
  source: string;
}

/** `mine`: to be queued now. `known`: queued before. `replayed`: these very bytes came before. `busy`: somebody is at it. */
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
