/**
 * The commands of the document client that functions use, as DynamoDB's JSON. The SDK sends a command with a field that is
 * not listed here.
 */
import { randomUUID } from 'node:crypto';
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { fromWireItem, toWireItem, type WireItem } from './attribute-values.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface Operation {
  /** The operation in `X-Amz-Target`. */
  readonly name: string;
  /** The request's body as an object, or undefined if the SDK has to write it. */
  write(input: Fields): Fields | undefined;
  /** Whether a request with this body may be executed twice. */
  repeatable(body: Fields): boolean;
  read(answer: Fields): Record<string, unknown>;
}

const NAMED = ['TableName', 'ExpressionAttributeNames', 'ExpressionAttributeValues', 'ReturnConsumedCapacity'];
const CONDITIONAL = [...NAMED, 'ConditionExpression', 'ReturnValues', 'ReturnValuesOnConditionCheckFailure'];
/** Fields whose value is an item or a part of an item. */
const ITEMS = ['Item', 'Key', 'ExpressionAttributeValues', 'ExclusiveStartKey', 'LastEvaluatedKey', 'Attributes'];

const plain = (name: string, known: readonly string[]): Operation => ({
  name,
  write: (input) => writeItems(input, new Set(known)),
  repeatable: ({ UpdateExpression }) => !addsUp(UpdateExpression),
  read: readItems,
});

/**
 * Whether an update counts or appends, so that a second execution changes the item again. Other updates, puts and
 * deletions have the same effect twice; under a condition, their callers recognise their own write by its owner token.
 */
const addsUp = (expression: unknown) =>
  typeof expression === 'string' && /\bADD\s|[+-]\s*[:#\w]|list_append/i.test(expression);

/** Operations by the class of their command. */
export const OPERATIONS: ReadonlyMap<unknown, Operation> = new Map<unknown, Operation>([
  [GetCommand, plain('GetItem', [...NAMED, 'Key', 'ConsistentRead', 'ProjectionExpression'])],
  [PutCommand, plain('PutItem', [...CONDITIONAL, 'Item'])],
  [UpdateCommand, plain('UpdateItem', [...CONDITIONAL, 'Key', 'UpdateExpression'])],
  [DeleteCommand, plain('DeleteItem', [...CONDITIONAL, 'Key'])],
  [
    QueryCommand,
    plain('Query', [
      ...NAMED,
      'ConsistentRead',
      'ExclusiveStartKey',
      'FilterExpression',
      'IndexName',
      'KeyConditionExpression',
      'Limit',
      'ProjectionExpression',
      'ScanIndexForward',
      'Select',
    ]),
  ],
  [BatchGetCommand, { name: 'BatchGetItem', write: writeBatchGet, repeatable: () => true, read: readBatchGet }],
  [
    TransactWriteCommand,
    {
      name: 'TransactWriteItems',
      write: writeTransaction,
      // The token makes DynamoDB recognise the second one.
      repeatable: ({ ClientRequestToken }) => ClientRequestToken !== undefined,
      read: (answer) => ({ ...answer }),
    },
  ],
]);

function writeItems(input: Fields, known: ReadonlySet<string>): Record<string, unknown> | undefined {
  const written: Record<string, unknown> = { ...input };
  for (const field in input) if (input[field] !== undefined && !known.has(field)) return undefined;
  for (const field of ITEMS) if (written[field] !== undefined) written[field] = toWireItem(written[field] as Fields);
  return written;
}

function readItems(answer: Fields): Record<string, unknown> {
  const read: Record<string, unknown> = { ...answer };
  for (const field of ITEMS) if (read[field] !== undefined) read[field] = fromWireItem(read[field] as WireItem);
  if (answer.Items !== undefined) read.Items = (answer.Items as WireItem[]).map(fromWireItem);
  return read;
}

type KeysByTable = Record<string, { Keys?: unknown[] }>;

const eachTable = <From, To>(tables: unknown, change: (value: From) => To): Record<string, To> =>
  Object.fromEntries(
    Object.entries((tables ?? {}) as Record<string, From>).map(([name, value]) => [name, change(value)]),
  );

function writeBatchGet({ RequestItems, ...rest }: Fields): Fields | undefined {
  if (Object.values(rest).some((value) => value !== undefined)) return undefined;
  const written = ({ Keys = [], ...asked }: KeysByTable[string]) => ({
    ...asked,
    Keys: Keys.map((key) => toWireItem(key as Fields)),
  });
  return { RequestItems: eachTable(RequestItems, written) };
}

function readBatchGet({ Responses, UnprocessedKeys, ...rest }: Fields): Record<string, unknown> {
  const unread = ({ Keys = [], ...asked }: KeysByTable[string]) => ({
    ...asked,
    Keys: Keys.map((key) => fromWireItem(key as WireItem)),
  });
  return {
    ...rest,
    Responses: eachTable(Responses, (items: WireItem[]) => items.map(fromWireItem)),
    UnprocessedKeys: eachTable(UnprocessedKeys, unread),
  };
}

const IN_TRANSACTION: ReadonlySet<string> = new Set([...CONDITIONAL, 'Item', 'Key', 'UpdateExpression']);

function writeTransaction({ TransactItems, ClientRequestToken, ...rest }: Fields): Fields | undefined {
  if (Object.values(rest).some((value) => value !== undefined)) return undefined;
  const items: Fields[] = [];
  for (const item of (TransactItems ?? []) as Record<string, Fields | undefined>[]) {
    const written: Record<string, unknown> = {};
    for (const [action, input] of Object.entries(item)) {
      if (input === undefined) continue;
      const fields = writeItems(input, IN_TRANSACTION);
      if (!fields) return undefined;
      written[action] = fields;
    }
    items.push(written);
  }
  // The token makes a repeated transaction one and the same: all attempts carry it.
  return { TransactItems: items, ClientRequestToken: ClientRequestToken ?? randomUUID() };
}
