import type {
  DeleteCommandInput,
  PutCommandInput,
  QueryCommandInput,
  TransactWriteCommandInput,
  UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { Condition, StoreChange, StoreItem, StoreKey, StoreQuery, StoreWrite } from './store.ts';

/** What requests to a family's table are made from. */
export interface StoreShape {
  table: string;
  indexes: readonly string[];
  /** What every partition key starts with. */
  prefix: string;
}

export function putting(shape: StoreShape, item: StoreItem, condition: Condition): PutCommandInput {
  return { TableName: shape.table, Item: stored(shape, item), ...conditionOf(condition) };
}

export function deletion(shape: StoreShape, key: StoreKey, condition: Condition): DeleteCommandInput {
  return { TableName: shape.table, Key: keyOf(shape, key), ...conditionOf(condition) };
}

export function updating(
  shape: StoreShape,
  key: StoreKey,
  change: StoreChange,
): UpdateCommandInput & { UpdateExpression: string } {
  const { set = {}, add = {}, remove = [], condition, names = {}, values = {} } = change;
  const placed = { names: { ...names } as Record<string, string>, values: { ...values } as Record<string, unknown> };
  const changed = Object.entries(stored(shape, set)).filter(([, value]) => value !== undefined);
  const sets = changed.map(([name, value]) => place(placed, name, value, ' = '));
  const adds = Object.entries(add).map(([name, value]) => place(placed, name, value, ' '));
  const removes = remove.map((name) => place(placed, name));
  const parts = [clause('SET', sets), clause('ADD', adds), clause('REMOVE', removes)].filter(Boolean);
  if (parts.length === 0) throw new ManifoldError('E5001', 'An update of the store changes nothing.');
  return {
    TableName: shape.table,
    Key: keyOf(shape, key),
    UpdateExpression: parts.join(' '),
    ...conditionOf({ condition, ...placed }),
  };
}

export function queryInput(shape: StoreShape, query: StoreQuery): QueryCommandInput {
  const { pk, index, sk, limit = 100, order = 'ascending', cursor } = query;
  if (index !== undefined && !shape.indexes.includes(index)) {
    throw new ManifoldError('E5001', `The manifest declares no index "${index}".`, {
      details: { suggestion: 'Add it to "store.indexes" in family.ts.' },
    });
  }
  const [pkName, skName] = index === undefined ? ['pk', 'sk'] : [`${index}Pk`, `${index}Sk`];
  const range = sk === undefined ? undefined : rangeOf(sk);
  return {
    TableName: shape.table,
    ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
    KeyConditionExpression: `#pk = :pk${range ? ` AND ${range.expression}` : ''}`,
    ExpressionAttributeNames: { '#pk': pkName, ...(range ? { '#sk': skName } : {}) },
    ExpressionAttributeValues: { ':pk': `${shape.prefix}${pk}`, ...range?.values },
    ScanIndexForward: order === 'ascending',
    Limit: limit,
    ExclusiveStartKey: cursor === undefined ? undefined : startOf(shape, cursor, { name: pkName, value: pk }),
  };
}

export function writeOf(
  shape: StoreShape,
  write: StoreWrite,
): NonNullable<TransactWriteCommandInput['TransactItems']>[number] {
  switch (write.kind) {
    case 'put':
      return { Put: putting(shape, write.item, write) };
    case 'update':
      return { Update: updating(shape, write.key, write) };
    case 'delete':
      return { Delete: deletion(shape, write.key, write) };
    case 'check': {
      const { condition, names, values } = write;
      return {
        ConditionCheck: {
          TableName: shape.table,
          Key: keyOf(shape, write.key),
          ConditionExpression: condition,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
        },
      };
    }
  }
}

function keyOf({ prefix }: StoreShape, { pk, sk }: StoreKey): StoreKey {
  return { pk: `${prefix}${pk}`, sk };
}

/** Attributes with the tenant before every partition key among them. */
function stored({ prefix, indexes }: StoreShape, attributes: Record<string, unknown>): Record<string, unknown> {
  const item = { ...attributes };
  for (const name of ['pk', ...indexes.map((index) => `${index}Pk`)]) {
    if (typeof item[name] === 'string') item[name] = `${prefix}${item[name]}`;
  }
  return item;
}

function conditionOf({ condition, names = {}, values = {} }: Condition) {
  return {
    ConditionExpression: condition,
    ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  };
}

type Placed = { names: Record<string, string>; values: Record<string, unknown> };

/** Stands in for an attribute, and its value, with placeholders that no condition of a family uses. */
function place(placed: Placed, name: string, value?: unknown, between = ''): string {
  const placeholder = `store${Object.keys(placed.names).length}`;
  placed.names[`#${placeholder}`] = name;
  if (value === undefined) return `#${placeholder}`;
  placed.values[`:${placeholder}`] = value;
  return `#${placeholder}${between}:${placeholder}`;
}

function clause(keyword: string, parts: string[]): string {
  return parts.length === 0 ? '' : `${keyword} ${parts.join(', ')}`;
}

function rangeOf(sk: NonNullable<StoreQuery['sk']>): { expression: string; values: Record<string, string> } {
  if ('beginsWith' in sk) return { expression: 'begins_with(#sk, :sk)', values: { ':sk': sk.beginsWith } };
  if ('between' in sk) {
    const [low, high] = sk.between;
    return { expression: '#sk BETWEEN :low AND :high', values: { ':low': low, ':high': high } };
  }
  if ('from' in sk) return { expression: '#sk >= :sk', values: { ':sk': sk.from } };
  return { expression: '#sk <= :sk', values: { ':sk': sk.to } };
}

/** @throws {ManifoldError} E2004 where the cursor is none that a query of this partition gave */
function startOf(
  shape: StoreShape,
  cursor: string,
  partition: { name: string | undefined; value: string },
): Record<string, unknown> {
  const key = keyIn(cursor);
  if (partition.name === undefined || key?.[partition.name] !== partition.value) throw foreignCursor();
  return stored(shape, key);
}

function keyIn(cursor: string): Record<string, unknown> | undefined {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return typeof key === 'object' && key !== null ? { ...key } : undefined;
  } catch {
    return undefined;
  }
}

export function foreignCursor(cause?: unknown): ManifoldError {
  return new ManifoldError('E2004', '"cursor" is not one that this list gave.', {
    details: { field: 'cursor', expectedFormat: 'the cursor of the page before, unchanged' },
    cause,
  });
}
