/**
 * Claims of writes by idempotency key, in the state table. Access patterns:
 * - look-up: GetItem <tenant>#claim#<principal> / <key>, consistent; before a confirmation is asked for
 * - claim: PutItem <tenant>#claim#<principal> / <key>, conditional; one per claimed write; the same
 *   transaction uses the call's permits (permit.ts), each of which is good once
 * - settle: UpdateItem of the same item, conditional on the owner; one per claimed write
 * - release: DeleteItem of the same item, conditional on the owner; where nothing was executed
 */
import { type AttributeValue, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Outcome } from '../../../schemas/invocation.ts';
import { claimKey } from '../../../schemas/keys.ts';
import type { Permit, TransactItem } from './permit.ts';

/** How long a key is remembered: a day, as payment providers do. */
const CLAIM_SECONDS = 24 * 3600;

export interface ClaimRequest {
  tenant: string;
  principal: string;
  key: string;
  tool: string;
  argumentsHash: string;
  /** Recognises our own retried write; unique per call. */
  owner: string;
  /** Unix milliseconds at which a claim that was never settled is known to be abandoned. */
  deadline: number;
}

export type ClaimResult =
  | { state: 'claimed' }
  | { state: 'settled'; outcome: Outcome }
  | { state: 'in-progress'; retryAfterSeconds: number }
  | { state: 'abandoned' }
  | { state: 'conflict' }
  | { state: 'permit-used'; permit: Permit };

interface ClaimItem {
  tool: string;
  argumentsHash: string;
  owner: string;
  deadline: number;
  outcome?: string;
  expiresAt: number;
}

export interface StateTable {
  client: DynamoDBDocumentClient;
  table: string;
}

/** What is known of a key, or undefined where it is free. */
export async function lookUpClaim(
  { client, table }: StateTable,
  request: Omit<ClaimRequest, 'owner' | 'deadline'>,
): Promise<ClaimResult | undefined> {
  const Key = claimKey(request.tenant, request.principal, request.key);
  const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  const item = Item as ClaimItem | undefined;
  return item === undefined || item.expiresAt < nowSeconds() ? undefined : describe(item, request);
}

/**
 * Claims the key for this call and uses its permits, all or nothing; or says what another call has made of the key.
 * @returns `permit-used` with the permit that was used before
 */
export async function claimWrite(
  state: StateTable,
  request: ClaimRequest,
  permits: readonly Permit[] = [],
): Promise<ClaimResult> {
  const items = [claimItem(state.table, request), ...permits.map((permit) => permit.use(state.table, request.owner))];
  try {
    await state.client.send(new TransactWriteCommand({ TransactItems: items }));
    return { state: 'claimed' };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const [claim, ...rest] = error.CancellationReasons ?? [];
    if (claim?.Item) return describe(unmarshall(claim.Item as Record<string, AttributeValue>) as ClaimItem, request);
    const permit = permits[rest.findIndex(({ Code }) => Code === 'ConditionalCheckFailed')];
    if (!permit) throw error;
    return { state: 'permit-used', permit };
  }
}

const nowSeconds = () => Math.floor(Date.now() / 1000);

function claimItem(table: string, { tenant, principal, key, ...fields }: ClaimRequest): TransactItem {
  const item: ClaimItem = { ...fields, expiresAt: nowSeconds() + CLAIM_SECONDS };
  return {
    Put: {
      TableName: table,
      Item: { ...claimKey(tenant, principal, key), ...item },
      // TTL deletes late, so an expired claim counts as none. Our own token means that this is our retried write.
      ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now OR #owner = :owner',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':now': nowSeconds(), ':owner': fields.owner },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

function describe(existing: ClaimItem, request: Pick<ClaimRequest, 'tool' | 'argumentsHash'>): ClaimResult {
  if (existing.tool !== request.tool || existing.argumentsHash !== request.argumentsHash) return { state: 'conflict' };
  if (existing.outcome !== undefined) return { state: 'settled', outcome: JSON.parse(existing.outcome) as Outcome };
  const remaining = existing.deadline - Date.now();
  if (remaining > 0) return { state: 'in-progress', retryAfterSeconds: Math.ceil(remaining / 1000) };
  return { state: 'abandoned' };
}

type Owned = Pick<ClaimRequest, 'tenant' | 'principal' | 'key' | 'owner'>;

/** Keeps the outcome under the key. An item holds 400 KB; a larger outcome is kept as far as it fits: without content. */
export async function settleClaim({ client, table }: StateTable, owned: Owned, outcome: Outcome): Promise<void> {
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: claimKey(owned.tenant, owned.principal, owned.key),
      UpdateExpression: 'SET #outcome = :outcome',
      ConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: { '#outcome': 'outcome', '#owner': 'owner' },
      ExpressionAttributeValues: { ':outcome': fitting(outcome), ':owner': owned.owner },
    }),
  );
}

/** Gives the key back, where it is certain that nothing was executed. */
export async function releaseClaim({ client, table }: StateTable, owned: Owned): Promise<void> {
  await client.send(
    new DeleteCommand({
      TableName: table,
      Key: claimKey(owned.tenant, owned.principal, owned.key),
      ConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':owner': owned.owner },
    }),
  );
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
