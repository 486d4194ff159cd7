/**
 * Claims of writes in the state table, by idempotency key or by the call itself (schemas/keys.ts). Access patterns:
 * - look-up: GetItem of the claim, consistent; before a confirmation is asked for
 * - claim: PutItem of the claim, conditional; one per claimed write; where the call has permits (permit.ts), each of which
 *   is good once, a transaction that uses them as well
 * - settle: UpdateItem of the same item, conditional on the owner; one per claimed write
 * - release: DeleteItem of the same item, conditional on the owner; where nothing was executed
 * - hand over: UpdateItem of the same item, in the transaction that makes a task of the call
 *
 * What becomes of a claim that was never settled: abandoned-claim.ts.
 */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Outcome } from '../../../schemas/invocation.ts';
import { sharedNow } from '../../core/aws/shared-clock.ts';
import type { ItemKey, StateTable, TransactItem } from '../../core/state-table/state-table.ts';
import type { Permit } from './permit.ts';

export interface ClaimRequest {
  /** Where the claim is kept: `claimKey` or `reissueKey`. */
  at: ItemKey;
  tool: string;
  argumentsHash: string;
  /** Recognises our own retried write, and names the start mark; unique per call. */
  owner: string;
  /** Unix milliseconds, in shared time, at which a claim that was never settled is known to be abandoned. */
  deadline: number;
  /** What the provider is told, so that it recognises a repetition; kept through later owners. */
  providerKey: string;
  /** True where the family marks the start of this call. */
  marks: boolean;
  /** How long the claim is remembered after its end. */
  keepSeconds: number;
  /** True where a call that failed for certain gives the claim back; else its failure is the result of a repeat. */
  retriesFailures: boolean;
  /** Fields of the answer that the kept result is without. */
  shownOnce?: readonly string[];
}

/** A claim whose owner never said what came of it. */
export type Abandoned = Pick<ClaimRequest, 'owner' | 'providerKey' | 'marks'>;

/** What closes a claim needs of it; plain data, so that it can be kept with a task. */
export type OwnedClaim = Pick<ClaimRequest, 'at' | 'tool' | 'owner' | 'keepSeconds' | 'retriesFailures' | 'shownOnce'>;

export type ClaimResult =
  | { state: 'claimed'; providerKey: string }
  | { state: 'settled'; outcome: Outcome; task?: string }
  | { state: 'in-progress'; retryAfterSeconds: number; task?: string }
  | { state: 'abandoned'; by: Abandoned; task?: string }
  | { state: 'conflict' }
  | { state: 'permit-used'; permit: Permit };

interface ClaimItem extends Omit<ClaimRequest, 'at' | 'keepSeconds' | 'retriesFailures' | 'shownOnce'> {
  /** Id of the task that goes on with the call. */
  task?: string;
  outcome?: string;
  expiresAt: number;
}

/** What is known of a claim, or undefined where there is none. */
export async function lookUpClaim(
  { client, table }: StateTable,
  request: Pick<ClaimRequest, 'at' | 'tool' | 'argumentsHash'>,
): Promise<ClaimResult | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: request.at, ConsistentRead: true }));
  const item = Item as ClaimItem | undefined;
  return item === undefined || item.expiresAt < nowSeconds() ? undefined : describe(item, request);
}

/**
 * Claims the call and uses its permits, all or nothing; or says what another call has made of the claim.
 * @returns `permit-used` with the permit that was used before
 */
export async function claimWrite(
  state: StateTable,
  request: ClaimRequest,
  permits: readonly Permit[] = [],
): Promise<ClaimResult> {
  const put = claimItem(state.table, request);
  const claimed: ClaimResult = { state: 'claimed', providerKey: request.providerKey };
  try {
    // Without permits one write is enough: half the price of a transaction, and of many at once none is a conflict.
    if (permits.length === 0) await state.client.send(new PutCommand(put));
    else {
      const uses = permits.map((permit) => permit.use(state.table, request.owner));
      await state.client.send(new TransactWriteCommand({ TransactItems: [{ Put: put }, ...uses] }));
    }
    return claimed;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException && error.Item) return describeStored(error.Item, request);
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    const [claim, ...rest] = reasons;
    if (claim?.Item) return describeStored(claim.Item, request);
    const permit = permits[rest.findIndex(({ Code }) => Code === 'ConditionalCheckFailed')];
    if (permit) return { state: 'permit-used', permit };
    // Another transaction is at the same items this very moment: it is the same call, or one with the same permit.
    if (reasons.some(({ Code }) => Code === 'TransactionConflict'))
      return { state: 'in-progress', retryAfterSeconds: 1 };
    throw error;
  }
}

function describeStored(item: object, request: ClaimRequest): ClaimResult {
  return describe(unmarshall(item as Record<string, AttributeValue>) as ClaimItem, request);
}

const nowSeconds = () => Math.floor(sharedNow() / 1000);

/** Unix seconds at which a claim is forgotten that is never settled: no sooner than its call is over. */
export const expiryOf = ({ deadline, keepSeconds }: Pick<ClaimRequest, 'deadline' | 'keepSeconds'>) =>
  Math.ceil(deadline / 1000) + keepSeconds;

function claimItem(
  table: string,
  { at, keepSeconds, retriesFailures: _none, shownOnce: _hidden, ...fields }: ClaimRequest,
) {
  const item: ClaimItem = { ...fields, expiresAt: expiryOf({ deadline: fields.deadline, keepSeconds }) };
  return {
    TableName: table,
    Item: { ...at, ...item },
    // TTL deletes late, so an expired claim counts as none. Our own token means that this is our retried write.
    ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now OR #owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':now': nowSeconds(), ':owner': fields.owner },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
}

function describe(existing: ClaimItem, request: Pick<ClaimRequest, 'tool' | 'argumentsHash'>): ClaimResult {
  if (existing.tool !== request.tool || existing.argumentsHash !== request.argumentsHash) return { state: 'conflict' };
  const { task, owner, providerKey, marks } = existing;
  if (existing.outcome !== undefined) {
    return { state: 'settled', outcome: JSON.parse(existing.outcome) as Outcome, task };
  }
  const remaining = existing.deadline - sharedNow();
  if (remaining > 0) return { state: 'in-progress', retryAfterSeconds: Math.ceil(remaining / 1000), task };
  return { state: 'abandoned', by: { owner, providerKey, marks }, task };
}

/** Keeps the outcome in the claim. An item holds 400 KB; a larger outcome is kept as far as it fits: without content. */
export async function settleClaim(
  { client, table }: StateTable,
  owned: Pick<OwnedClaim, 'at' | 'owner' | 'keepSeconds'>,
  outcome: Outcome,
): Promise<void> {
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: owned.at,
      UpdateExpression: 'SET #outcome = :outcome, expiresAt = :expiresAt',
      ConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: { '#outcome': 'outcome', '#owner': 'owner' },
      ExpressionAttributeValues: {
        ':outcome': fitting(outcome),
        ':owner': owned.owner,
        ':expiresAt': nowSeconds() + owned.keepSeconds,
      },
    }),
  );
}

/** Gives the claim back, where it is certain that nothing was executed. */
export async function releaseClaim(
  { client, table }: StateTable,
  owned: Pick<OwnedClaim, 'at' | 'owner'>,
): Promise<void> {
  await client.send(
    new DeleteCommand({
      TableName: table,
      Key: owned.at,
      ConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':owner': owned.owner },
    }),
  );
}

/**
 * The write that hands a claim to a task. A task sets no start mark for its claim, so nobody may take the missing mark
 * for a sign that nothing was done.
 *
 * @param task.until Unix milliseconds after which the task will not settle the claim any more
 */
export function handOverClaim(
  table: string,
  owned: Pick<OwnedClaim, 'at' | 'owner' | 'keepSeconds'>,
  task: { id: string; until: number },
): TransactItem {
  return {
    Update: {
      TableName: table,
      Key: owned.at,
      UpdateExpression: 'SET #task = :task, deadline = :until, marks = :marks, expiresAt = :expiresAt',
      ConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: { '#task': 'task', '#owner': 'owner' },
      ExpressionAttributeValues: {
        ':task': task.id,
        ':until': task.until,
        ':marks': false,
        ':owner': owned.owner,
        ':expiresAt': expiryOf({ deadline: task.until, keepSeconds: owned.keepSeconds }),
      },
    },
  };
}

function fitting(outcome: Outcome): string {
  const whole = JSON.stringify(outcome);
  if (whole.length < 350_000 || outcome.status !== 'ok') return whole;
  const { content: _left, ...rest } = outcome;
  return JSON.stringify({
    ...rest,
    meta: { ...rest.meta, warnings: ['The repeated answer leaves out the content blocks.'] },
  });
}
