/**
 * Counters of the invalidations of a tool, a principal or an event. They are in the state table for both stores
 * (docs/cache.md): an invalidation outlives the responses that it invalidates, and operators, administrators and
 * families reach the table without being in the network of the cache.
 *
 * Access patterns: read, with the answer or alone, BatchGetItem of one counter per scope, consistent, so that an
 * invalidation holds for the next call; bump, UpdateItem. A counter never expires: counted from zero again, it would
 * bring answers back.
 */
import { BatchGetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { cacheGenerationKey, PLATFORM } from '../../../schemas/keys.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import type { CacheScope } from './response-cache.ts';

/** If the cache takes longer than this, the call continues without it. */
const GIVE_UP_MS = 2_000;
export const soon = () => ({ abortSignal: AbortSignal.timeout(GIVE_UP_MS) });

/** An item of the state table, by its partition key. */
export type ItemsByKey = ReadonlyMap<string, Record<string, unknown>>;

/**
 * Reads counters, and one further item with them, in one request.
 * @throws {Error} if the table was read only partly, since a counter that was not read is not zero
 */
export async function readWithGenerations(
  { client, table }: StateTable,
  { scopes, also }: { scopes: readonly CacheScope[]; also?: { pk: string; sk: string } },
): Promise<{ generations: string; items: ItemsByKey }> {
  const keys = scopes.map(generationKeyOf);
  const Keys = also ? [also, ...keys] : keys;
  const { Responses, UnprocessedKeys } = await client.send(
    new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
    soon(),
  );
  if (Object.keys(UnprocessedKeys ?? {}).length > 0) throw new Error('The cache table was read in part only.');
  const items = new Map((Responses?.[table] ?? []).map((item) => [String(item.pk), item]));
  return { generations: keys.map(({ pk }) => Number(items.get(pk)?.generation ?? 0)).join('.'), items };
}

/** Invalidates every cached response of the scope, from the next look-up on. */
export async function bumpGeneration({ client, table }: StateTable, scope: CacheScope): Promise<void> {
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: generationKeyOf(scope),
      UpdateExpression: 'ADD generation :one',
      ExpressionAttributeValues: { ':one': 1 },
    }),
  );
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
