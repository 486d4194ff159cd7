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
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Outcome } from '../../../schemas/invocation.ts';
import { fromWireItem, type WireItem } from '../../core/aws/attribute-values.ts';
import { sharedNow } from '../../core/aws/shared-clock.ts';
import type { ItemKey, StateTable, TransactItem } from '../../core/state-table/state-table.ts';
import type { ClaimResults, ClaimTable } from './claim-results.ts';
import type { Permit } from './permit.ts';

export interface ClaimRequest {
  /** Where the claim is kept: `claimKey` or `retryClaimKey`. */
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

/** What tells a call from another under the same key. */
type Identity = Pick<ClaimRequest, 'at' | 'tool' | 'argumentsHash'>;

/** A claim whose owner never said what came of it. */
export type Abandoned = Pick<ClaimRequest, 'owner' | 'providerKey' | 'marks'>;

/** What closes a claim needs of it; plain data, so that it can be kept with a task. */
export type OwnedClaim = Pick<ClaimRequest, 'at' | 'tool' | 'owner' | 'keepSeconds' | 'retriesFailures' | 'shownOnce'>;

export type ClaimResult =
  | { state: 'claimed'; providerKey: string }
  | { state: 'completed'; outcome: Outcome; task?: string }
  /** The call has ended, and its kept result does not open any more. */
  | { state: 'unreadable'; task?: string }
  | { state: 'in-progress'; retryAfterSeconds: number; task?: string }
  | { state: 'abandoned'; by: Abandoned; task?: string }
  | { state: 'conflict' }
  | { state: 'permit-used'; permit: Permit };

interface ClaimItem extends Omit<ClaimRequest, 'at' | 'keepSeconds' | 'retriesFailures' | 'shownOnce'> {
  /** Id of the task that goes on with the call. */
  task?: string;
  /** The result of the call, sealed (claim-results.ts). */
  outcome?: Uint8Array;
  expiresAt: number;
}

/** What is known of a claim, or undefined where there is none. */
export async function lookUpClaim(claims: ClaimTable, request: Identity): Promise<ClaimResult | undefined> {
  const item = await readClaim(claims, request.at);
  return item && describe(item, request, claims.results);
}

/** Whether there is a claim, whatever became of it. */
export async function isClaimed(state: StateTable, at: ItemKey): Promise<boolean> {
  return (await readClaim(state, at)) !== undefined;
}

async function readClaim({ client, table }: StateTable, at: ItemKey): Promise<ClaimItem | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: at, ConsistentRead: true }));
  const item = Item as ClaimItem | undefined;
  return item === undefined || item.expiresAt < nowSeconds() ? undefined : item;
}

/**
 * Claims the call and uses its permits, all or nothing; or says what another call has made of the claim.
 * @returns `permit-used` with the permit that was used before
 */
export async function claimWrite(
  state: ClaimTable,
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
    if (error instanceof ConditionalCheckFailedException && error.Item)
      return describe(stored(error.Item), request, state.results);
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    const [claim, ...rest] = reasons;
    if (claim?.Item) return describe(stored(claim.Item), request, state.results);
    const permit = permits[rest.findIndex(({ Code }) => Code === 'ConditionalCheckFailed')];
    if (permit) return { state: 'permit-used', permit };
    // Another transaction is at the same items this very moment: it is the same call, or one with the same permit.
    if (reasons.some(({ Code }) => Code === 'TransactionConflict'))
      return { state: 'in-progress', retryAfterSeconds: 1 };
    throw error;
  }
}

/** Items of exceptions are as they went over the wire (dynamodb-errors.ts). */
const stored = (item: object) => fromWireItem(item as WireItem) as unknown as ClaimItem;

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

function describe(existing: ClaimItem, request: Identity, results: ClaimResults): ClaimResult {
  if (existing.tool !== request.tool || existing.argumentsHash !== request.argumentsHash) return { state: 'conflict' };
  const { task, owner, providerKey, marks } = existing;
  if (existing.outcome !== undefined) {
    const outcome = results.open(existing.outcome, request.at);
    return outcome === undefined ? { state: 'unreadable', task } : { state: 'completed', outcome, task };
  }
  const remaining = existing.deadline - sharedNow();
  if (remaining > 0) return { state: 'in-progress', retryAfterSeconds: Math.ceil(remaining / 1000), task };
  return { state: 'abandoned', by: { owner, providerKey, marks }, task };
}

/** Keeps the outcome in the claim, sealed. */
export async function completeClaim(
  { client, table, results }: ClaimTable,
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
        ':outcome': results.seal(outcome, owned.at),
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
