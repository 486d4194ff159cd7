/**
 * The response cache in the state table. Access patterns:
 * - get: BatchGetItem of <tenant>#cache#<hash> and of one generation per scope, consistent, so that an invalidation
 *   holds for the next call; one request per cached call
 * - lease: UpdateItem of the same item, conditional; one per miss. Answer and lease share the item: the answer that ends
 *   a lease is seen by whoever sees that it has ended
 * - put: PutItem of the same item; one per miss. release: DeleteItem, conditional on the owner
 * - invalidate: UpdateItem <owner>#cache-generation#…; by operators. A generation never expires: counted from zero again,
 *   it would bring answers back
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { cachedAnswerKey, cacheGenerationKey, PLATFORM } from '../../../schemas/keys.ts';
import type { StateTable } from '../claims/claim-repository.ts';
import type { CacheLook, CacheScope, CacheSlot, NewAnswer, OkOutcome, ResponseCache } from './response-cache.ts';

/** An item holds 400 KB (409,600 bytes), names of attributes included. */
const MAX_ANSWER_BYTES = 390_000;
/** A cache that takes longer than this has failed; the call goes on without it. */
const GIVE_UP_MS = 2_000;

interface AnswerItem {
  outcome?: string;
  /** Unix milliseconds. */
  storedAt?: number;
  freshUntil?: number;
  generations?: string;
  leaseOwner?: string;
  leaseUntil?: number;
  /** Unix seconds; when DynamoDB may delete the item. */
  expiresAt: number;
}

/** The store that costs nothing while nobody calls; the default. */
export function dynamoDbCache({ client, table }: StateTable): ResponseCache {
  const keyOf = ({ tenant, hash }: CacheSlot) => cachedAnswerKey(tenant, hash);
  const soon = () => ({ abortSignal: AbortSignal.timeout(GIVE_UP_MS) });
  return {
    async get(slot) {
      const generationKeys = slot.scopes.map(generationKeyOf);
      const Keys = [keyOf(slot), ...generationKeys];
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
        soon(),
      );
      // A generation that was not read is not zero: what is void would be answered.
      if (Object.keys(UnprocessedKeys ?? {}).length > 0) throw new Error('The cache table was read in part only.');
      const items = new Map((Responses?.[table] ?? []).map((item) => [String(item.pk), item]));
      const generations = generationKeys.map(({ pk }) => Number(items.get(pk)?.generation ?? 0)).join('.');
      return lookOf(items.get(keyOf(slot).pk) as AnswerItem | undefined, generations);
    },

    async lease(slot, { owner, until, generations }) {
      const update = new UpdateCommand({
        TableName: table,
        Key: keyOf(slot),
        UpdateExpression:
          'SET leaseOwner = :owner, leaseUntil = :until, expiresAt = :expires REMOVE outcome, storedAt, freshUntil, generations',
        ConditionExpression:
          '(attribute_not_exists(leaseUntil) OR leaseUntil <= :now OR leaseOwner = :owner) AND ' +
          '(attribute_not_exists(freshUntil) OR freshUntil <= :now OR generations <> :generations)',
        ExpressionAttributeValues: {
          ':owner': owner,
          ':until': until,
          ':expires': Math.ceil(until / 1000),
          ':now': Date.now(),
          ':generations': generations,
        },
      });
      return client.send(update, soon()).then(() => true, isConditionFailed);
    },

    async put(slot, answer) {
      const item = itemOf(answer);
      if (item === undefined) return false;
      await client.send(new PutCommand({ TableName: table, Item: { ...keyOf(slot), ...item } }), soon());
      return true;
    },

    async release(slot, owner) {
      const deletion = new DeleteCommand({
        TableName: table,
        Key: keyOf(slot),
        ConditionExpression: 'leaseOwner = :owner',
        ExpressionAttributeValues: { ':owner': owner },
      });
      await client.send(deletion, soon()).catch(isConditionFailed);
    },

    async invalidate(scope) {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: generationKeyOf(scope),
          UpdateExpression: 'ADD generation :one',
          ExpressionAttributeValues: { ':one': 1 },
        }),
      );
    },
  };
}

function generationKeyOf(scope: CacheScope) {
  switch (scope.kind) {
    case 'tool':
      return cacheGenerationKey(PLATFORM, 'tool', scope.tool);
    case 'principal':
      return cacheGenerationKey(scope.tenant, 'principal', scope.principal);
    case 'event':
      return cacheGenerationKey(PLATFORM, 'event', scope.event);
  }
}

function lookOf(item: AnswerItem | undefined, generations: string): CacheLook {
  const now = Date.now();
  const leased = (item?.leaseUntil ?? 0) > now;
  const { outcome, storedAt, freshUntil = 0 } = item ?? {};
  // DynamoDB deletes late, so the end of an answer is looked at here.
  const good = freshUntil > now && item?.generations === generations;
  if (!good || outcome === undefined || storedAt === undefined) return { leased, generations };
  return { answer: { outcome: JSON.parse(outcome) as OkOutcome, storedAt }, leased, generations };
}

/** The item of an answer, or undefined where it would be too large. */
function itemOf({ outcome, generations, ttlSeconds }: NewAnswer): AnswerItem | undefined {
  const text = JSON.stringify(outcome);
  if (Buffer.byteLength(text) > MAX_ANSWER_BYTES) return undefined;
  const storedAt = Date.now();
  const freshUntil = storedAt + ttlSeconds * 1000;
  return { outcome: text, storedAt, freshUntil, generations, expiresAt: Math.ceil(freshUntil / 1000) };
}

/** False for a condition that does not hold; anything else is a fault of the store. */
function isConditionFailed(error: unknown): false {
  if (error instanceof ConditionalCheckFailedException) return false;
  throw error;
}
