/**
 * The store of a family in DynamoDB. The access patterns are the family's own. Every partition key starts with the tenant,
 * or with the platform's prefix for items of no tenant.
 */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { PLATFORM } from '../../../schemas/keys.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { canonicalJson } from '../../core/json/canonical.ts';
import { noteWritten } from '../breaker/call-scope.ts';
import { deletion, foreignCursor, putting, queryInput, type StoreShape, updating, writeOf } from './requests.ts';
import { type BackgroundStore, type FamilyStore, StoreConflict, type StoreItem, type TenantStore } from './store.ts';

export interface FamilyTable {
  client: DynamoDBDocumentClient;
  table: string;
  /** Names of the indexes that the manifest declares. */
  indexes: readonly string[];
}

/** The store of a call. */
export function familyStore(table: FamilyTable, tenant: string): FamilyStore {
  return { ...tenantStore(table, tenant), shared: tenantStore(table, PLATFORM) };
}

/** The store of a scheduled run or an event. */
export function backgroundStore(table: FamilyTable): BackgroundStore {
  return { shared: tenantStore(table, PLATFORM), of: (tenant) => tenantStore(table, tenant) };
}

function tenantStore({ client, table, indexes }: FamilyTable, tenant: string): TenantStore {
  const shape: StoreShape = { table, indexes, prefix: `${tenant}#` };
  const own = <Item extends StoreItem>(found: Record<string, unknown> | undefined) => ownItem<Item>(found, shape);
  return {
    async get<Item extends StoreItem>({ pk, sk }: { pk: string; sk: string }) {
      const Key = { pk: `${shape.prefix}${pk}`, sk };
      const { Item } = await answered(client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true })));
      return isExpired(Item) ? undefined : own<Item>(Item);
    },
    async put(item, condition = {}) {
      await written(client.send(new PutCommand(putting(shape, item, condition))));
    },
    async update<Item extends StoreItem>(
      key: { pk: string; sk: string },
      change: Parameters<TenantStore['update']>[1],
    ) {
      const input = { ...updating(shape, key, change), ReturnValues: 'ALL_NEW' as const };
      const { Attributes } = await written(client.send(new UpdateCommand(input)));
      return own<Item>(Attributes) as Item;
    },
    async query<Item extends StoreItem>(query: Parameters<TenantStore['query']>[0]) {
      const sent = client.send(new QueryCommand(queryInput(shape, query)));
      const { Items = [], LastEvaluatedKey } = await answered(query.cursor === undefined ? sent : withCursor(sent));
      const items = Items.filter((item) => !isExpired(item)).map((item) => own<Item>(item) as Item);
      // DynamoDB gives the parts of a key in any order; in canonical form the same page has the same cursor.
      return LastEvaluatedKey
        ? { items, next: Buffer.from(canonicalJson(own(LastEvaluatedKey))).toString('base64url') }
        : { items };
    },
    async delete(key, condition = {}) {
      await written(client.send(new DeleteCommand(deletion(shape, key, condition))));
    },
    async transact(writes) {
      if (writes.length === 0) return;
      const TransactItems = writes.map((write) => writeOf(shape, write));
      await written(client.send(new TransactWriteCommand({ TransactItems })));
    },
  };
}

/** DynamoDB deletes expired items up to days later, so they are left out here. */
function isExpired(item: Record<string, unknown> | undefined): boolean {
  return typeof item?.expiresAt === 'number' && item.expiresAt <= Math.floor(Date.now() / 1000);
}

/** The item as the family wrote it, without the prefix of the tenant in its keys. */
function ownItem<Item extends StoreItem>(
  item: Record<string, unknown> | undefined,
  { prefix, indexes }: StoreShape,
): Item | undefined {
  if (!item) return undefined;
  const own = { ...item };
  for (const name of ['pk', ...indexes.map((index) => `${index}Pk`)]) {
    const value = own[name];
    if (typeof value === 'string') own[name] = value.slice(prefix.length);
  }
  return own as Item;
}

/** DynamoDB refuses a query whose cursor belongs to another query; the caller gets E2004. */
async function withCursor<T>(sent: Promise<T>): Promise<T> {
  try {
    return await sent;
  } catch (error) {
    throw error instanceof Error && error.name === 'ValidationException' ? foreignCursor(error) : error;
  }
}

/** Waits for a write and notes it for the call, unless DynamoDB has refused it. An unanswered write may have been done. */
async function written<T>(sent: Promise<T>): Promise<T> {
  try {
    const answer = await answered(sent);
    noteWritten();
    return answer;
  } catch (error) {
    if (!isRefusal(error)) noteWritten();
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  const { cause } = Object(error) as { cause?: { $metadata?: { httpStatusCode?: number } } };
  const status = cause?.$metadata?.httpStatusCode ?? 0;
  return error instanceof StoreConflict || (status >= 400 && status < 500);
}

/** Waits for the table and turns its errors into those of the catalogue. */
async function answered<T>(sent: Promise<T>): Promise<T> {
  try {
    return await sent;
  } catch (error) {
    if (error instanceof ManifoldError) throw error;
    if (error instanceof ConditionalCheckFailedException) throw new StoreConflict([0], error);
    const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
    const failed = reasons.flatMap(({ Code }, index) => (Code === 'ConditionalCheckFailed' ? [index] : []));
    if (failed.length > 0) throw new StoreConflict(failed, error);
    throw new ManifoldError('E5002', "The family's table does not answer. Try again in a moment.", { cause: error });
  }
}
