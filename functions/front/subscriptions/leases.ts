/**
 * A limited number of leases in one item of the state table, so that no two instances give the last one away. The
 * attribute `leases` maps the id of each holder to the Unix milliseconds at which its lease ends. Access patterns:
 * - take: UpdateItem conditional on the size of the map; if the map is full, once more in the place of ended leases
 * - give back: UpdateItem that removes one id
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { StateTable } from '../../core/state-table/state-table.ts';

/** Key of the item that holds the leases. */
export interface LeaseKey {
  readonly pk: string;
  readonly sk: string;
}

/** Ends of leases, in Unix milliseconds, by the ids of their holders. */
export type Leases = Readonly<Record<string, number>>;

export interface WantedLease {
  readonly id: string;
  /** Unix milliseconds. */
  readonly until: number;
  /** Number of leases that may be held at once. */
  readonly most: number;
}

/** Attempts against writers that change the same item at the same moment. */
const ATTEMPTS = 8;

/**
 * Takes a lease.
 * @returns `freeAt`, the Unix milliseconds at which the next lease ends, if all are held
 */
export async function takeLease(
  state: StateTable,
  key: LeaseKey,
  wanted: WantedLease,
): Promise<'taken' | { readonly freeAt: number }> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const refused = await addLease(state, key, wanted);
    if (refused === 'taken') return 'taken';
    if (refused === undefined) {
      if (await firstLease(state, key, wanted)) return 'taken';
      continue;
    }
    const now = Date.now();
    const ended = Object.entries(refused).filter(([, until]) => until <= now);
    const held = Object.values(refused).filter((until) => until > now);
    if (held.length >= wanted.most) return { freeAt: held.reduce((first, until) => Math.min(first, until)) };
    if (ended.length > 0 && (await replaceEnded(state, key, { ...wanted, ended }))) return 'taken';
  }
  return { freeAt: Date.now() };
}

/** Gives a lease back. Nothing happens if it has ended or was taken away. */
export async function giveBackLease({ client, table }: StateTable, key: LeaseKey, id: string): Promise<void> {
  const removal = new UpdateCommand({
    TableName: table,
    Key: key,
    UpdateExpression: 'REMOVE leases.#id',
    ConditionExpression: 'attribute_exists(leases.#id)',
    ExpressionAttributeNames: { '#id': id },
  });
  await unlessRefused(client.send(removal));
}

/** @returns the leases that are held instead; undefined if the item does not exist yet */
async function addLease(
  state: StateTable,
  key: LeaseKey,
  { id, until, most }: WantedLease,
): Promise<'taken' | Leases | undefined> {
  try {
    await state.client.send(
      new UpdateCommand({
        TableName: state.table,
        Key: key,
        UpdateExpression: 'SET leases.#id = :until, expiresAt = :expiresAt',
        ConditionExpression: 'size(leases) < :most',
        ExpressionAttributeNames: { '#id': id },
        ExpressionAttributeValues: { ':until': until, ':expiresAt': expiryOf(until), ':most': most },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return 'taken';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item ? ((unmarshall(error.Item).leases ?? {}) as Leases) : undefined;
  }
}

async function firstLease(state: StateTable, key: LeaseKey, { id, until }: WantedLease): Promise<boolean> {
  const Item = { ...key, leases: { [id]: until }, expiresAt: expiryOf(until) };
  const put = new PutCommand({ TableName: state.table, Item, ConditionExpression: 'attribute_not_exists(pk)' });
  return unlessRefused(state.client.send(put));
}

async function replaceEnded(
  state: StateTable,
  key: LeaseKey,
  { id, until, ended }: WantedLease & { readonly ended: readonly (readonly [string, number])[] },
): Promise<boolean> {
  const names = Object.fromEntries(ended.map(([old], index) => [`#old${index}`, old]));
  const values = Object.fromEntries(ended.map(([, end], index) => [`:old${index}`, end]));
  const update = new UpdateCommand({
    TableName: state.table,
    Key: key,
    UpdateExpression: `SET leases.#id = :until, expiresAt = :expiresAt REMOVE ${Object.keys(names)
      .map((name) => `leases.${name}`)
      .join(', ')}`,
    ConditionExpression: ended.map((_, index) => `leases.#old${index} = :old${index}`).join(' AND '),
    ExpressionAttributeNames: { '#id': id, ...names },
    ExpressionAttributeValues: { ':until': until, ':expiresAt': expiryOf(until), ...values },
  });
  return unlessRefused(state.client.send(update));
}

/** Unix seconds after which the whole item may be deleted: its latest lease has ended. */
const expiryOf = (until: number) => Math.ceil(until / 1000);

async function unlessRefused(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
