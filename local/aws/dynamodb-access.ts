import type { Table } from '../data/tables.ts';
import { AwsError } from './service.ts';

/** One right that an operation needs. */
export type Access = { table: Table; action: string; resource: string; context: Record<string, readonly string[]> };

type Item = Record<string, Record<string, unknown> | undefined>;
type Names = Record<string, string>;
type Input = Record<string, unknown> & { TableName?: string; IndexName?: string };
type FindTable = (name: string) => Table;

const BY_KEY = new Set(['GetItem', 'UpdateItem', 'DeleteItem']);
const TABLE_WIDE = new Set(['DescribeTable', 'DescribeTimeToLive', 'DescribeContinuousBackups', 'Scan']);
/** Operation of each entry of TransactWriteItems. */
const TRANSACT_ACTIONS = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
} as const;

/**
 * The rights that a request needs, as the Service Authorization Reference for DynamoDB lists them; transactions need
 * the right of each entry. `dynamodb:LeadingKeys` holds the partition keys that the request names.
 * @throws AwsError for operations that the local cloud does not offer to functions (the assembly makes tables).
 */
export function accessesOf(operation: string, input: Input, find: FindTable): Access[] {
  const access = (name: unknown, action: string, keys?: string[], index?: string): Access => {
    const table = find(String(name));
    const resource = index ? `${table.arn}/index/${index}` : table.arn;
    return { table, action: `dynamodb:${action}`, resource, context: contextOf(input, keys) };
  };
  if (operation === 'PutItem')
    return [access(input.TableName, operation, leadingKeys(find(String(input.TableName)), [input.Item]))];
  if (BY_KEY.has(operation))
    return [access(input.TableName, operation, leadingKeys(find(String(input.TableName)), [input.Key]))];
  if (operation === 'Query')
    return [access(input.TableName, operation, queried(find(String(input.TableName)), input), input.IndexName)];
  if (TABLE_WIDE.has(operation)) return [access(input.TableName, operation, undefined, input.IndexName)];
  if (operation === 'BatchGetItem') {
    return Object.entries((input.RequestItems ?? {}) as Record<string, { Keys: unknown[] }>).map(([name, { Keys }]) =>
      access(name, operation, leadingKeys(find(name), Keys)),
    );
  }
  if (operation === 'BatchWriteItem') {
    type Write = { PutRequest?: { Item: unknown }; DeleteRequest?: { Key: unknown } };
    return Object.entries((input.RequestItems ?? {}) as Record<string, Write[]>).map(([name, writes]) =>
      access(
        name,
        operation,
        leadingKeys(
          find(name),
          writes.map((write) => write.PutRequest?.Item ?? write.DeleteRequest?.Key),
        ),
      ),
    );
  }
  if (operation === 'TransactGetItems') {
    return entries(input).map(({ Get }) =>
      access(Get?.TableName, 'GetItem', leadingKeys(find(String(Get?.TableName)), [Get?.Key])),
    );
  }
  if (operation === 'TransactWriteItems') {
    return entries(input).flatMap((entry) =>
      Object.entries(TRANSACT_ACTIONS).flatMap(([kind, action]) => {
        const part = entry[kind];
        return part
          ? [access(part.TableName, action, leadingKeys(find(String(part.TableName)), [part.Item ?? part.Key]))]
          : [];
      }),
    );
  }
  throw new AwsError('UnknownOperationException', `The local cloud does not offer functions dynamodb:${operation}.`);
}

function entries(input: Input): Record<string, { TableName?: string; Key?: unknown; Item?: unknown } | undefined>[] {
  return (input.TransactItems ?? []) as ReturnType<typeof entries>;
}

function contextOf(input: Input, keys: string[] | undefined): Record<string, readonly string[]> {
  const context: Record<string, readonly string[]> = {};
  if (keys) context['dynamodb:LeadingKeys'] = keys;
  if (typeof input.Select === 'string') context['dynamodb:Select'] = [input.Select];
  if (typeof input.ReturnValues === 'string') context['dynamodb:ReturnValues'] = [input.ReturnValues];
  return context;
}

function leadingKeys(table: Table, items: readonly unknown[]): string[] {
  const keys = items.map((item) => scalar((item as Item | undefined)?.[table.hashKey]));
  return [...new Set(keys.filter((key) => key !== undefined))];
}

/** The partition key that a query's key condition compares with; none if the condition does not show it. */
function queried(table: Table, input: Input): string[] | undefined {
  const hashKey = input.IndexName ? table.indexes.get(input.IndexName) : table.hashKey;
  const names = (input.ExpressionAttributeNames ?? {}) as Names;
  const values = (input.ExpressionAttributeValues ?? {}) as Item;
  const conditions = String(input.KeyConditionExpression ?? '').matchAll(
    /([#\w.-]+)\s*=\s*(:\w+)|(:\w+)\s*=\s*([#\w.-]+)/g,
  );
  for (const [, left, right, reversedRight, reversedLeft] of conditions) {
    const name = left ?? reversedLeft ?? '';
    if ((names[name] ?? name) !== hashKey) continue;
    const value = scalar(values[right ?? reversedRight ?? '']);
    return value === undefined ? undefined : [value];
  }
  return undefined;
}

function scalar(value: Record<string, unknown> | undefined): string | undefined {
  const [first] = Object.values(value ?? {});
  return first === undefined ? undefined : String(first);
}
