/**
 * The end of an API key, in the identity table: one transaction of UpdateItem platform#api-key#<id> and of
 * <tenant>#api-keys / api-key#<id>, conditional on the tenant, and PutItem platform#revoked#client#platform#<id>, which
 * stops the tokens that were made with the key. Keys that were made with it end by it (current-rights.ts), so that none
 * is missed that is made at the same moment.
 */
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { makersOf } from '../../../schemas/agents.ts';
import type { RevocationRecord } from '../../../schemas/identity-records.ts';
import type { Principal } from '../../../schemas/invocation.ts';
import { apiKeyKey, apiKeySummaryKey, revokedClientKey } from '../../../schemas/keys.ts';
import { LIFETIME_SECONDS, PLATFORM_ISSUER } from '../../../schemas/platform-tokens.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../../core/clock/clock-tolerance.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { IdentityTable } from '../identity/revocations.ts';
import { keyMakerOf } from './key-maker.ts';
import { credentialEnded, lineageChecks, refusedItems } from './lineage-checks.ts';
import { findApiKeySummary } from './list-api-keys.ts';
import { refuseKeyAboveCaller } from './may-manage-key.ts';

/**
 * Revokes a key of the caller's tenant; revoking it again is not an error. The key, all keys that were made with it and
 * all their tokens stop working within 60 s, when the gateway asks the authorizer again.
 *
 * @throws {ManifoldError} E4007 if the tenant has no such key; E1004 if the key is above the caller; E1002 if the
 *   caller's
 * own credential has ended
 */
export async function revokeApiKey(
  identity: IdentityTable,
  { id, by, nowSeconds }: { id: string; by: Principal; nowSeconds: number },
): Promise<void> {
  const { client, table } = identity;
  // A credential that revokes itself may retry, although it has ended by then.
  const revoker = by.credential === id ? by : await keyMakerOf(identity, by);
  const { tenant, lineage = [] } = revoker;
  const summary = await findApiKeySummary(identity, tenant, id);
  refuseKeyAboveCaller(revoker, summary ?? { id });
  const revokedAt = new Date(nowSeconds * 1000).toISOString();
  const revocation: RevocationRecord = {
    reason: 'the key was revoked',
    revokedAt,
    expiresAt: nowSeconds + LIFETIME_SECONDS.subscription + 2 * CLOCK_TOLERANCE_SECONDS,
  };
  const names = { '#status': 'status' };
  const makers = Object.fromEntries(makersOf(by.id).map((maker, index) => [`:maker${index}`, maker]));
  const end = {
    Update: {
      TableName: table,
      Key: apiKeyKey(id),
      UpdateExpression: 'SET #status = :revoked',
      // The partition of a key names no tenant, so the condition checks its principal. A key that an operator wrote by
      // hand
      // has no summary, so the condition also keeps an agent from revoking the keys of its makers.
      ConditionExpression: [
        'principal.tenant = :tenant',
        ...Object.keys(makers).map((maker) => `principal.id <> ${maker}`),
      ].join(' AND '),
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ':revoked': 'revoked', ':tenant': tenant, ...makers },
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
      ExpressionAttributeValues: { ':revoked': 'revoked', ':at': revokedAt, ':by': by.id },
    },
  };
  const stop = { Put: { TableName: table, Item: { ...revokedClientKey(PLATFORM_ISSUER, id), ...revocation } } };
  const items = summary ? [end, stop, tell] : [end, stop];
  const checks = lineageChecks({ table, tenant, lineage, nowSeconds, written: [id] });
  try {
    await client.send(new TransactWriteCommand({ TransactItems: [...items, ...checks] }));
  } catch (error) {
    const refused = refusedItems(error);
    if (refused.length === 0) throw error;
    if (refused.some((index) => index >= items.length)) throw credentialEnded(error);
    throw new ManifoldError('E4007', `There is no API key "${id}" here, or it has ended.`, { cause: error });
  }
}
