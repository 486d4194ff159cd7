/**
 * API keys, in the identity table. Access patterns:
 * - one: GetItem platform#api-key#<id> / api-key, consistent; by whoever checks a key, which names nothing but itself
 * - create: transaction of PutItem of it and of <tenant>#api-keys / api-key#<id>, which holds all but the hash
 * - list: Query <tenant>#api-keys; administrators alone, never on a call's path, and without sight of a hash
 * - revoke: transaction of UpdateItem of both, conditional on the tenant, and PutItem
 *   platform#revoked#client#platform#<id>, which stops the tokens that were made with the key
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, paginateQuery, TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { ApiKeySummary } from '../../../schemas/api-keys.ts';
import { ApiKeyRecord, type RevocationRecord } from '../../../schemas/identity-records.ts';
import { apiKeyKey, apiKeySummaryKey, revokedClientKey } from '../../../schemas/keys.ts';
import { LIFETIME_SECONDS, PLATFORM_ISSUER } from '../../../schemas/platform-tokens.ts';
import { ManifoldError } from '../errors/manifold-error.ts';
import { isUsable } from '../identity/api-key.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../identity/clock.ts';
import type { IdentityTable } from '../identity/revocations.ts';
import { readableRecord, readableRecords } from '../records/readable-records.ts';

/** The record of a key as long as it may be used. */
export async function findActiveKey(
  { client, table }: IdentityTable,
  id: string,
  nowSeconds: number,
): Promise<ApiKeyRecord | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: apiKeyKey(id), ConsistentRead: true }));
  const record = Item && readableRecord(ApiKeyRecord, Item, { kind: 'api-key' });
  if (record?.status !== 'active') return undefined;
  return record.expiresAt === undefined || record.expiresAt > nowSeconds ? record : undefined;
}

/** The record of the key whose text is presented, where it is good. */
export async function findPresentedKey(
  identity: IdentityTable,
  { id, key }: { id: string; key: string },
  nowSeconds: number,
): Promise<ApiKeyRecord | undefined> {
  const record = await findActiveKey(identity, id, nowSeconds);
  return record && isUsable(record, key, nowSeconds) ? record : undefined;
}

/** Writes a key and what administrators see of it. */
export async function storeApiKey(
  { client, table }: IdentityTable,
  record: ApiKeyRecord,
  summary: ApiKeySummary,
): Promise<void> {
  const put = (Item: Record<string, unknown>) => ({
    Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' },
  });
  const items = [
    put({ ...apiKeyKey(record.id), ...record }),
    put({ ...apiKeySummaryKey(record.principal.tenant, record.id), ...summary }),
  ];
  await client.send(new TransactWriteCommand({ TransactItems: items }));
}

/** Keys of a tenant that have not ended, oldest first. */
export async function listApiKeys(
  { client, table }: IdentityTable,
  tenant: string,
  nowSeconds: number,
): Promise<ApiKeySummary[]> {
  const { pk } = apiKeySummaryKey(tenant, '');
  const query = {
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
  };
  const found: ApiKeySummary[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    found.push(...readableRecords(ApiKeySummary, Items, { kind: 'api-key-summary' }));
  }
  return found
    .filter(({ expiresAt }) => expiresAt > nowSeconds)
    .sort((one, other) => one.createdAt.localeCompare(other.createdAt));
}

/**
 * Revokes a key of a tenant; doing it twice is no fault. The key and all tokens that were made with it stop working
 * when the gateway asks the authorizer again, within 60 s.
 * @throws {ManifoldError} E4007 where the tenant has no such key
 */
export async function revokeApiKey(
  { client, table }: IdentityTable,
  { tenant, id, by, nowSeconds }: { tenant: string; id: string; by: string; nowSeconds: number },
): Promise<void> {
  const revokedAt = new Date(nowSeconds * 1000).toISOString();
  const revocation: RevocationRecord = {
    reason: 'the key was revoked',
    revokedAt,
    expiresAt: nowSeconds + LIFETIME_SECONDS.subscription + 2 * CLOCK_TOLERANCE_SECONDS,
  };
  const names = { '#status': 'status' };
  const end = {
    Update: {
      TableName: table,
      Key: apiKeyKey(id),
      UpdateExpression: 'SET #status = :revoked',
      // The key itself belongs to the platform's partition; whose it is stands in its principal.
      ConditionExpression: 'principal.tenant = :tenant',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ':revoked': 'revoked', ':tenant': tenant },
    },
  };
  const tell = {
    Update: {
      TableName: table,
      Key: apiKeySummaryKey(tenant, id),
      UpdateExpression:
        'SET #status = :revoked, revokedAt = if_not_exists(revokedAt, :at), revokedBy = if_not_exists(revokedBy, :by)',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ':revoked': 'revoked', ':at': revokedAt, ':by': by },
    },
  };
  const stop = { Put: { TableName: table, Item: { ...revokedClientKey(PLATFORM_ISSUER, id), ...revocation } } };
  const write = (items: TransactWriteCommandInput['TransactItems']) =>
    client.send(new TransactWriteCommand({ TransactItems: items }));
  try {
    await write([end, tell, stop]).catch((error: unknown) => {
      // A key that was written by hand, such as the first of a stage, has no summary.
      if (missingOf(error)[0] === 'summary') return write([end, stop]);
      throw error;
    });
  } catch (error) {
    if (missingOf(error).length === 0) throw error;
    throw new ManifoldError('E4007', `There is no API key "${id}" here, or it has ended.`, { cause: error });
  }
}

/** Which items of a revocation were not there, in the order of its transaction. */
function missingOf(error: unknown): string[] {
  if (!(error instanceof TransactionCanceledException)) return [];
  const { CancellationReasons: reasons = [] } = error;
  return ['key', 'summary'].filter((_, index) => reasons[index]?.Code === 'ConditionalCheckFailed');
}
