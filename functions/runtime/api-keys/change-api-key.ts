import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { ApiKeySummary } from '../../../schemas/api-keys.ts';
import type { RevocationRecord } from '../../../schemas/identity-records.ts';
import type { Principal } from '../../../schemas/invocation.ts';
import { apiKeyKey, apiKeySummaryKey, revokedClientKey } from '../../../schemas/keys.ts';
import { LIFETIME_SECONDS, PLATFORM_ISSUER } from '../../../schemas/platform-tokens.ts';
import { ManifoldError } from '../errors/manifold-error.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../identity/clock.ts';
import type { IdentityTable } from '../identity/revocations.ts';
import { readableRecord } from '../records/readable-records.ts';
import { refuseBeyond } from './new-api-key.ts';

/** What is known of a key of a tenant, ended ones included; undefined where there is none, or it has no summary. */
export async function findApiKeySummary(
  { client, table }: IdentityTable,
  tenant: string,
  id: string,
): Promise<ApiKeySummary | undefined> {
  const Key = apiKeySummaryKey(tenant, id);
  const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  return Item && readableRecord(ApiKeySummary, Item, { kind: 'api-key-summary' });
}

/** What a key is to be allowed from now on; both lists replace those of the key. */
export interface KeyPermissions {
  scopes: string[];
  roles: string[];
}

/**
 * Gives an active key other scopes and roles, none that the changer lacks. The key has them when the gateway asks the
 * authorizer again, within 60 s; tokens that were made with it before stop working then, since they say what it had.
 *
 * @throws {ManifoldError} E1004 naming the field that asks for more than the changer has; E4007 where the tenant has no
 * such key, or it has ended
 */
export async function changeApiKeyPermissions(
  { client, table }: IdentityTable,
  {
    id,
    permissions,
    changer,
    nowSeconds,
  }: { id: string; permissions: KeyPermissions; changer: Principal; nowSeconds: number },
): Promise<void> {
  refuseBeyond(permissions, changer);
  const { tenant } = changer;
  const revocation: RevocationRecord = {
    issuedUntil: nowSeconds,
    reason: 'the permissions of the key were changed',
    revokedAt: new Date(nowSeconds * 1000).toISOString(),
    expiresAt: nowSeconds + LIFETIME_SECONDS.subscription + 2 * CLOCK_TOLERANCE_SECONDS,
  };
  const names = { '#status': 'status', '#roles': 'roles' };
  const values = {
    ':scopes': permissions.scopes,
    ':roles': permissions.roles,
    ':active': 'active',
    ':now': nowSeconds,
  };
  const key = {
    Update: {
      TableName: table,
      Key: apiKeyKey(id),
      UpdateExpression: 'SET principal.scopes = :scopes, principal.#roles = :roles',
      ConditionExpression: 'principal.tenant = :tenant AND #status = :active AND expiresAt > :now',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ...values, ':tenant': tenant },
    },
  };
  const summary = {
    Update: {
      TableName: table,
      Key: apiKeySummaryKey(tenant, id),
      UpdateExpression: 'SET scopes = :scopes, #roles = :roles',
      ConditionExpression: '#status = :active AND expiresAt > :now',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    },
  };
  const stop = { Put: { TableName: table, Item: { ...revokedClientKey(PLATFORM_ISSUER, id), ...revocation } } };
  try {
    await client.send(new TransactWriteCommand({ TransactItems: [key, summary, stop] }));
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
    if (!codes.includes('ConditionalCheckFailed')) throw error;
    throw new ManifoldError('E4007', `There is no API key "${id}" here, or it has ended.`, { cause: error });
  }
}
