/**
 * Idempotency records (claims) of writes in the state table, by idempotency key or by the call itself
 * (schemas/keys.ts). Access patterns:
 * - look-up: GetItem of the claim, consistent; before a confirmation is asked for
 * - claim: PutItem of the claim, conditional; one per claimed write. If the call has permits (permit.ts), which are
 *   valid
 *   once, it is a transaction that uses them too
 * - complete: UpdateItem of the same item, conditional on the owner; one per claimed write
 * - release: DeleteItem of the same item, conditional on the owner; if nothing was executed
 * - hand over: UpdateItem of the same item, in the transaction that makes a task of the call
 *
 * abandoned-claim.ts handles claims that were neither completed nor released.
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
  /** Key of the claim: `claimKey` or `retryClaimKey`. */
  at: ItemKey;
  tool: string;
  argumentsHash: string;
  /** Unique per call: it recognises a retry of our own write, and names the start mark. */
  owner: string;
  /** Unix milliseconds, in shared time, after which an open claim counts as abandoned. */
  deadline: number;
  /** Idempotency key for the provider; later owners keep it. */
  providerKey: string;
  /** True if the family marks the start of this call. */
  marks: boolean;
  /** Seconds for which the claim is kept after its end. */
  keepSeconds: number;
  /** True if a final failure releases the claim; otherwise a retry gets the failure as a replay. */
  retriesFailures: boolean;
  /** Fields of the answer that are not kept for replays. */
  shownOnce?: readonly string[];
}

/** What distinguishes calls under the same key. */
type Identity = Pick<ClaimRequest, 'at' | 'tool' | 'argumentsHash'>;

/** A claim whose owner never finished it. */
export type Abandoned = Pick<ClaimRequest, 'owner' | 'providerKey' | 'marks'>;

/** What is needed to finish a claim; plain data, so that a task can store it. */
export type OwnedClaim = Pick<ClaimRequest, 'at' | 'tool' | 'owner' | 'keepSeconds' | 'retriesFailures' | 'shownOnce'>;

export type ClaimResult =
  | { state: 'claimed'; providerKey: string }
  /** `endedAt`: Unix milliseconds, in shared time; absent from records of earlier releases. `owner`: the call that ran. */
  | { state: 'completed'; outcome: Outcome; owner: string; endedAt?: number; task?: string }
  /** The call has ended, and its kept result cannot be decrypted. */
  | { state: 'unreadable'; task?: string }
  | { state: 'in-progress'; retryAfterSeconds: number; task?: string }
  | { state: 'abandoned'; by: Abandoned; task?: string }
  | { state: 'conflict' }
  | { state: 'permit-used'; permit: Permit };

interface ClaimItem extends Omit<ClaimRequest, 'at' | 'keepSeconds' | 'retriesFailures' | 'shownOnce'> {
  /** Id of the task that continues the call. */
  task?: string;
  /** The result of the call, sealed (claim-results.ts). */
  outcome?: Uint8Array;
  /** Unix milliseconds, in shared time; when the call has ended. */
  endedAt?: number;
  expiresAt: number;
}

/** The state of a claim; undefined if there is no claim. */
export async function lookUpClaim(claims: ClaimTable, request: Identity): Promise<ClaimResult | undefined> {
  const item = await readClaim(claims, request.at);
  return item && describe(item, request, claims.results);
}

/** Whether there is a claim, in any state. */
export async function isClaimed(state: StateTable, at: ItemKey): Promise<boolean> {
  return (await readClaim(state, at)) !== undefined;
}

async function readClaim({ client, table }: StateTable, at: ItemKey): Promise<ClaimItem | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: at, ConsistentRead: true }));
  const item = Item as ClaimItem | undefined;
  return item === undefined || item.expiresAt < nowSeconds() ? undefined : item;
}

/**
 * Claims the call and uses its permits, all or nothing.
 *
 * @param replaced the owner of a completed record that no longer answers this call
 * @returns `claimed`, or the state of the claim of another call, or `permit-used` with the permit that was used before
 */
export async function claimWrite(
  state: ClaimTable,
  request: ClaimRequest,
  permits: readonly Permit[] = [],
  replaced?: string,
): Promise<ClaimResult> {
  const put = claimItem(state.table, request, replaced);
  const claimed: ClaimResult = { state: 'claimed', providerKey: request.providerKey };
  try {
    // Without permits one write is enough. It costs half as much as a transaction, and concurrent ones do not conflict.
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
    // Another transaction writes the same items now: it is the same call, or one with the same permit.
    if (reasons.some(({ Code }) => Code === 'TransactionConflict'))
      return { state: 'in-progress', retryAfterSeconds: 1 };
    throw error;
  }
}

/** Exceptions hold items in the wire format (dynamodb-errors.ts). */
const stored = (item: object) => fromWireItem(item as WireItem) as unknown as ClaimItem;

const nowSeconds = () => Math.floor(sharedNow() / 1000);

/** Unix seconds at which an open claim expires, after the call has ended. */
export const expiryOf = ({ deadline, keepSeconds }: Pick<ClaimRequest, 'deadline' | 'keepSeconds'>) =>
  Math.ceil(deadline / 1000) + keepSeconds;

function claimItem(
  table: string,
  { at, keepSeconds, retriesFailures: _none, shownOnce: _hidden, ...fields }: ClaimRequest,
  replaced: string = fields.owner,
) {
  const item: ClaimItem = { ...fields, expiresAt: expiryOf({ deadline: fields.deadline, keepSeconds }) };
  return {
    TableName: table,
    Item: { ...at, ...item },
    // TTL deletes late, so an expired claim does not count. Our own owner means that this is a retry of our write.
    ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now OR #owner IN (:owner, :replaced)',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':now': nowSeconds(), ':owner': fields.owner, ':replaced': replaced },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
}

function describe(existing: ClaimItem, request: Identity, results: ClaimResults): ClaimResult {
  if (existing.tool !== request.tool || existing.argumentsHash !== request.argumentsHash) return { state: 'conflict' };
  const { task, owner, providerKey, marks, endedAt } = existing;
  if (existing.outcome !== undefined) {
    const outcome = results.open(existing.outcome, request.at);
    return outcome === undefined
      ? { state: 'unreadable', task }
      : { state: 'completed', outcome, owner, endedAt, task };
  }
  const remaining = existing.deadline - sharedNow();
  if (remaining > 0) return { state: 'in-progress', retryAfterSeconds: Math.ceil(remaining / 1000), task };
  return { state: 'abandoned', by: { owner, providerKey, marks }, task };
}

/** Completes a claim: stores the sealed outcome for replays. */
export async function completeClaim(
  { client, table, results }: ClaimTable,
  owned: Pick<OwnedClaim, 'at' | 'owner' | 'keepSeconds'>,
  outcome: Outcome,
): Promise<void> {
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: owned.at,
      UpdateExpression: 'SET #outcome = :outcome, endedAt = :endedAt, expiresAt = :expiresAt',
      ConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: { '#outcome': 'outcome', '#owner': 'owner' },
      ExpressionAttributeValues: {
        ':outcome': results.seal(outcome, owned.at),
        ':owner': owned.owner,
        ':endedAt': sharedNow(),
        ':expiresAt': nowSeconds() + owned.keepSeconds,
      },
    }),
  );
}

/** Releases a claim, if it is certain that nothing was executed. */
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
 * The write that hands a claim to a task. Tasks set no start mark, so the claim no longer expects one: a missing mark
 * does not mean that nothing was executed.
 *
 * @param task.until Unix milliseconds after which the task no longer finishes the claim
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
