/**
 * Families of refresh tokens, in the identity table. Access patterns:
 * - start: PutItem platform#refresh#<family> / family
 * - look up: GetItem of it, consistent; one per use
 * - use: transaction of UpdateItem of it, conditional on the presented token being the valid one, and PutItem
 *   platform#refresh#<family> / used#<hash>, by which a used token is recognised
 * - distinguish a used token from an invented one: GetItem of that, consistent; only if the token is not the valid one
 * - revoke: transaction of UpdateItem of the family and PutItem platform#revoked#session#platform#<family>
 */
import { type AttributeValue, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { RevocationRecord } from '../../../schemas/identity-records.ts';
import { refreshFamilyKey, revokedSessionKey, usedRefreshKey } from '../../../schemas/keys.ts';
import { LIFETIME_SECONDS, PLATFORM_ISSUER, RefreshFamily } from '../../../schemas/platform-tokens.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../../core/clock/clock-tolerance.ts';
import { readableRecord } from '../../core/records/readable-records.ts';
import type { IdentityTable } from '../identity/revocations.ts';
import { newRefreshToken, type RefreshToken } from './refresh-token.ts';

export type NewFamily = Pick<RefreshFamily, 'principal' | 'clientId' | 'scopes' | 'audience'>;

/** State of a presented refresh token. `unknown`: its family may not exist. */
export type RefreshTokenState =
  | { state: 'good'; family: RefreshFamily }
  | { state: 'reused'; family: RefreshFamily }
  | { state: 'revoked'; family: RefreshFamily }
  | { state: 'unknown' };

/** Starts a family with its first token. */
export async function startFamily(
  { client, table }: IdentityTable,
  grant: NewFamily,
  nowSeconds: number,
): Promise<RefreshToken> {
  const token = newRefreshToken();
  const family: RefreshFamily = {
    ...grant,
    family: token.family,
    current: token.hash,
    status: 'active',
    createdAt: new Date(nowSeconds * 1000).toISOString(),
    expiresAt: nowSeconds + LIFETIME_SECONDS.refresh,
  };
  await client.send(
    new PutCommand({
      TableName: table,
      Item: { ...refreshFamilyKey(token.family), ...family },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  );
  return token;
}

/**
 * The state of a presented token, without using it. The id of a family alone is not enough to learn or change anything.
 */
export async function refreshTokenState(
  identity: IdentityTable,
  token: RefreshToken,
  nowSeconds: number,
): Promise<RefreshTokenState> {
  const { client, table } = identity;
  const Key = refreshFamilyKey(token.family);
  const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  const family = Item && readableRecord(RefreshFamily, Item, { kind: 'refresh-family' });
  if (!family || family.expiresAt <= nowSeconds) return { state: 'unknown' };
  const isGood = family.current === token.hash;
  if (!isGood && !(await wasUsed(identity, token))) return { state: 'unknown' };
  if (family.status === 'revoked') return { state: 'revoked', family };
  return { state: isGood ? 'good' : 'reused', family };
}

/**
 * Uses a token: the family's next one takes its place, once, however many try at the same time.
 * @returns undefined if another use came first, or the family was revoked in between
 */
export async function rotateToken(
  { client, table }: IdentityTable,
  token: RefreshToken,
  { expiresAt }: RefreshFamily,
): Promise<RefreshToken | undefined> {
  const next = newRefreshToken(token.family);
  const advance = {
    Update: {
      TableName: table,
      Key: refreshFamilyKey(token.family),
      UpdateExpression: 'SET #current = :next',
      ConditionExpression: '#current = :presented AND #status = :active',
      ExpressionAttributeNames: { '#current': 'current', '#status': 'status' },
      ExpressionAttributeValues: { ':next': next.hash, ':presented': token.hash, ':active': 'active' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  };
  const remember = { Put: { TableName: table, Item: { ...usedRefreshKey(token.family, token.hash), expiresAt } } };
  try {
    await client.send(new TransactWriteCommand({ TransactItems: [advance, remember] }));
    return next;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const [refused] = error.CancellationReasons ?? [];
    // A conflict means that another use is in progress, which counts as one that came first.
    if (refused?.Code !== 'ConditionalCheckFailed' && !isConflict(error)) throw error;
    const stored = refused?.Item && unmarshall(refused.Item as Record<string, AttributeValue>);
    // Our own write: its answer was lost, and the SDK retried it.
    return stored?.current === next.hash ? next : undefined;
  }
}

/** Revokes a family: its tokens are worth nothing from now on, and access tokens that came with them within 60 s. */
export async function revokeFamily(
  { client, table }: IdentityTable,
  family: Pick<RefreshFamily, 'family'>,
  { reason, nowSeconds }: { reason: string; nowSeconds: number },
): Promise<void> {
  const record: RevocationRecord = {
    reason,
    revokedAt: new Date(nowSeconds * 1000).toISOString(),
    expiresAt: nowSeconds + LIFETIME_SECONDS.access + 2 * CLOCK_TOLERANCE_SECONDS,
  };
  const end = {
    Update: {
      TableName: table,
      Key: refreshFamilyKey(family.family),
      UpdateExpression: 'SET #status = :revoked',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':revoked': 'revoked' },
    },
  };
  const stop = {
    Put: { TableName: table, Item: { ...revokedSessionKey(PLATFORM_ISSUER, family.family), ...record } },
  };
  await retryingConflicts(() => client.send(new TransactWriteCommand({ TransactItems: [end, stop] })));
}

async function wasUsed({ client, table }: IdentityTable, { family, hash }: RefreshToken): Promise<boolean> {
  const Key = usedRefreshKey(family, hash);
  const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  return Item !== undefined;
}

/** Two transactions on one item at the same time: DynamoDB cancels one of them. */
function isConflict({ CancellationReasons = [] }: TransactionCanceledException): boolean {
  return CancellationReasons.some(({ Code }) => Code === 'TransactionConflict');
}

const MAX_ATTEMPTS = 5;

/** Revoking must not fail because others do it too. The conflict itself takes the time that another attempt needs. */
async function retryingConflicts(write: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await write();
      return;
    } catch (error) {
      const isLast = attempt === MAX_ATTEMPTS;
      if (isLast || !(error instanceof TransactionCanceledException) || !isConflict(error)) throw error;
    }
  }
}
