/**
 * The response cache in the state table. Access patterns:
 * - get: BatchGetItem of <tenant>#cache#<hash> and of one generation per scope (generations.ts); one per cached call
 * - isLeased: GetItem of the same item, its lease only; by calls that wait for an answer
 * - lease: UpdateItem of the same item, conditional; one per miss. Answer and lease share the item, so a call that sees
 *   that
 *   the lease has ended also sees the answer
 * - put: PutItem of the same item; one per miss. release: UpdateItem, conditional on the owner
 * - invalidate: UpdateItem of a generation; by operators
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { cachedResponseKey } from '../../../schemas/keys.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { bumpGeneration, readWithGenerations, soon } from './generations.ts';
import { type CacheSlot, lookupOf, type ResponseCache, type StoredSlot, storedResponse } from './response-cache.ts';
import type { ResponseVault } from './response-vault.ts';

/** The default store, which costs nothing without calls. */
export function dynamoDbCache(state: StateTable, vault: ResponseVault): ResponseCache {
  const { client, table } = state;
  const keyOf = ({ tenant, hash }: CacheSlot) => cachedResponseKey(tenant, hash);
  return {
    async get(slot) {
      const also = keyOf(slot);
      const { generations, items } = await readWithGenerations(state, { scopes: slot.scopes, also });
      return lookupOf(items.get(also.pk) as StoredSlot | undefined, generations, (sealed) => vault.open(sealed, slot));
    },

    async isLeased(slot) {
      const read = new GetCommand({
        TableName: table,
        Key: keyOf(slot),
        ConsistentRead: true,
        ProjectionExpression: 'leaseUntil',
      });
      const { Item } = await client.send(read, soon());
      return Number(Item?.leaseUntil ?? 0) > Date.now();
    },

    async lease(slot, { owner, until, generations, renews }) {
      const drop = renews ? '' : ' REMOVE sealed, storedAt, freshUntil, keptUntil, generations';
      const update = new UpdateCommand({
        TableName: table,
        Key: keyOf(slot),
        UpdateExpression: `SET leaseOwner = :owner, leaseUntil = :until, expiresAt = :expires${drop}`,
        ConditionExpression:
          '(attribute_not_exists(leaseUntil) OR leaseUntil <= :now OR leaseOwner = :owner) AND ' +
          '(attribute_not_exists(freshUntil) OR freshUntil <= :now OR generations <> :generations)',
        ExpressionAttributeValues: {
          ':owner': owner,
          ':until': until,
          ':expires': secondsOf(Math.max(until, renews?.keptUntil ?? 0)),
          ':now': Date.now(),
          ':generations': generations,
        },
      });
      return client.send(update, soon()).then(() => true, isConditionFailed);
    },

    async put(slot, answer) {
      const stored = await storedResponse(answer, (outcome) => vault.seal(outcome, slot));
      if (stored === undefined) return false;
      const Item = { ...keyOf(slot), ...stored, expiresAt: secondsOf(stored.keptUntil) };
      await client.send(new PutCommand({ TableName: table, Item }), soon());
      return true;
    },

    async release(slot, owner) {
      const update = new UpdateCommand({
        TableName: table,
        Key: keyOf(slot),
        UpdateExpression: 'REMOVE leaseOwner, leaseUntil',
        ConditionExpression: 'leaseOwner = :owner',
        ExpressionAttributeValues: { ':owner': owner },
      });
      await client.send(update, soon()).catch(isConditionFailed);
    },

    invalidate: (scope) => bumpGeneration(state, scope),
  };
}

/** Unix seconds, for DynamoDB's TTL. It deletes late, so reads check the times too. */
const secondsOf = (milliseconds: number) => Math.ceil(milliseconds / 1000);

/** False if a condition failed; any other error is thrown. */
function isConditionFailed(error: unknown): false {
  if (error instanceof ConditionalCheckFailedException) return false;
  throw error;
}
