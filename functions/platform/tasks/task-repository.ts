/**
 * Long work of principals, in the state table. Access patterns, all under <tenant>#task#<principal> / <task>:
 * - create: PutItem, in one transaction with the claim of the call if it has one
 * - read: GetItem, consistent; one per poll of a client
 * - change: UpdateItem, conditional on the state before it; start, progress, question, answer, cancel and end are one
 *   each, so that of two changes at once one takes place
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { taskKey } from '../../../schemas/keys.ts';
import type { TaskStatus } from '../../../schemas/task.ts';
import type { TaskRound } from '../../../schemas/task-records.ts';
import type { StateTable, TransactItem } from '../../core/state-table/state-table.ts';

export type TaskOwner = Omit<TaskRound, 'round'>;

/** A task as it is stored. Parts that may be personal are sealed (task-vault.ts): job, input, message, outcome. */
export interface TaskItem {
  status: TaskStatus;
  /** Unix milliseconds, as are all times here but `expiresAt`. */
  createdAt: number;
  updatedAt: number;
  ttlMs: number;
  /** Unix seconds. */
  expiresAt: number;
  /** Number of the step of work, from 1. */
  round: number;
  /** Time after which a working task is overdue: its runner broke, or never began. */
  deadline: number;
  /** When the runner began the step; absent while the step waits for the runner. */
  startedAt?: number;
  cancelRequestedAt?: number;
  /** Key of the cancel record that the family polls. */
  cancelRef: string;
  /** Rises with each answer of the caller, so that two at once do not overwrite each other. */
  revision: number;
  correlationId: string;
  requiredScopes: string[];
  tool: { name: string; version: string; deprecated: boolean; openWorld: boolean };
  message?: Uint8Array;
  /** Until the end. */
  job?: Uint8Array;
  /** While input is required. */
  input?: Uint8Array;
  /** From the end on. */
  outcome?: Uint8Array;
}

/** @throws {TransactionCanceledException} if the condition of another item of the transaction fails */
export async function createTask(
  { client, table }: StateTable,
  owner: TaskOwner,
  item: TaskItem,
  together: readonly TransactItem[] = [],
): Promise<void> {
  const Item = { ...keyOf(owner), ...item };
  await client.send(
    new TransactWriteCommand({
      TransactItems: [
        { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
        ...together,
      ],
    }),
  );
}

/** The task of this principal; undefined if it does not exist or has expired. */
export async function readTask(
  { client, table }: StateTable,
  owner: TaskOwner,
  now = Date.now(),
): Promise<TaskItem | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: keyOf(owner), ConsistentRead: true }));
  const item = Item as TaskItem | undefined;
  return item === undefined || item.expiresAt * 1000 <= now ? undefined : item;
}

/** Removes a task whose work certainly never began. */
export async function deleteTask({ client, table }: StateTable, owner: TaskOwner): Promise<void> {
  await client.send(new DeleteCommand({ TableName: table, Key: keyOf(owner) }));
}

export interface TaskChange {
  set: Partial<TaskItem>;
  remove?: readonly (keyof TaskItem)[];
  /** Values that the task must have for the change to take place. */
  where: Partial<TaskItem>;
  /** Attributes that must not exist. */
  absent?: readonly (keyof TaskItem)[];
  /** Unix milliseconds at which the deadline of the state before the change must not have passed. */
  inTimeAt?: number;
}

/** Changes a task; undefined if it is not in the state that the change requires. */
export async function changeTask(
  { client, table }: StateTable,
  owner: TaskOwner,
  { set, remove = [], where, absent = [], inTimeAt }: TaskChange,
): Promise<TaskItem | undefined> {
  const names = new Set<string>([
    ...Object.keys(set),
    ...remove,
    ...Object.keys(where),
    ...absent,
    ...(inTimeAt === undefined ? [] : ['deadline']),
  ]);
  const sets = Object.keys(set).map((name) => `#${name} = :set_${name}`);
  const removed = remove.map((name) => `#${name}`);
  const conditions = [
    ...Object.keys(where).map((name) => `#${name} = :is_${name}`),
    ...absent.map((name) => `attribute_not_exists(#${name})`),
    ...(inTimeAt === undefined ? [] : ['#deadline >= :inTimeAt']),
  ];
  try {
    const { Attributes } = await client.send(
      new UpdateCommand({
        TableName: table,
        Key: keyOf(owner),
        UpdateExpression: `SET ${sets.join(', ')}${removed.length > 0 ? ` REMOVE ${removed.join(', ')}` : ''}`,
        ConditionExpression: conditions.join(' AND '),
        ExpressionAttributeNames: Object.fromEntries([...names].map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: {
          ...prefixed(':set_', set),
          ...prefixed(':is_', where),
          ...(inTimeAt === undefined ? {} : { ':inTimeAt': inTimeAt }),
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Attributes as TaskItem | undefined;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

const keyOf = ({ tenant, principal, taskId }: TaskOwner) => taskKey(tenant, principal, taskId);

function prefixed(prefix: string, values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));
}
