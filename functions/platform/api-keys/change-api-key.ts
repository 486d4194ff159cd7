import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { RevocationRecord } from '../../../schemas/identity-records.ts';
import { apiKeyKey, apiKeySummaryKey, revokedClientKey } from '../../../schemas/keys.ts';
import { LIFETIME_SECONDS, PLATFORM_ISSUER } from '../../../schemas/platform-tokens.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../../core/clock/clock-tolerance.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { delegateRights } from '../identity/delegate-rights.ts';
import type { IdentityTable } from '../identity/revocations.ts';
import type { KeyMaker } from './key-maker.ts';
import { credentialEnded, lineageChecks, refusedItems } from './lineage-checks.ts';
import { findApiKeySummary } from './list-api-keys.ts';
import { refuseGrantBeyondEnd, refuseKeyAboveCaller } from './may-manage-key.ts';

/** New permissions of a key. Both lists replace those of the key. */
export interface KeyPermissions {
  scopes: string[];
  roles: string[];
}

/**
 * Gives an active key other scopes and roles, none that the changer or the key's parent lacks. The key has them when
 * the gateway asks the authorizer again, within 60 s; tokens that were made with it before stop working then, since
 * they say what it had. Keys that were made with it have from then on no more than it has (current-rights.ts).
 *
 * @throws {ManifoldError} the errors of `delegateRights` if the changer or the key's parent lacks a right; E1004 if the
 *   key
 * is above the changer, or would get more rights and outlast the changer's credential; E4007 if the tenant has no such
 * key, the key has ended, or the changer's credential is limited to a bundle and the key is not; E1002 if the changer's
 * credential has ended
 */
export async function changeApiKeyPermissions(
  identity: IdentityTable,
  {
    id,
    permissions,
    changer,
    nowSeconds,
  }: { id: string; permissions: KeyPermissions; changer: KeyMaker; nowSeconds: number },
): Promise<void> {
  const { client, table } = identity;
  const { tenant, bundle } = changer;
  const known = await findApiKeySummary(identity, tenant, id);
  if (!known) throw notHere(id);
  refuseKeyAboveCaller(changer, known);
  delegateRights(permissions, changer);
  refuseGrantBeyondEnd(changer, known, permissions);
  const parent = known.ancestors.at(-1);
  const parentSummary = parent === undefined ? undefined : await findApiKeySummary(identity, tenant, parent);
  if (parentSummary) delegateRights(permissions, parentSummary);
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
      // A credential for one bundle must not give rights to a key that reaches beyond the bundle.
      ConditionExpression: `principal.tenant = :tenant AND #status = :active AND expiresAt > :now${
        bundle === undefined ? '' : ' AND principal.bundle = :bundle'
      }`,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: {
        ...values,
        ':tenant': tenant,
        ':bundle': bundle,
      },
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
  const ofKey = lineageChecks({
    table,
    tenant,
    lineage: known.ancestors.map((origin) => ({ key: origin })),
    nowSeconds,
  });
  const ofChanger = lineageChecks({
    table,
    tenant,
    lineage: changer.lineage,
    nowSeconds,
    written: [id, ...known.ancestors],
  });
  const items = [key, summary, stop, ...ofKey];
  try {
    await client.send(new TransactWriteCommand({ TransactItems: [...items, ...ofChanger] }));
  } catch (error) {
    const refused = refusedItems(error);
    if (refused.length === 0) throw error;
    if (refused.some((index) => index >= items.length)) throw credentialEnded(error);
    throw notHere(id, error);
  }
}

const notHere = (id: string, cause?: unknown) =>
  new ManifoldError('E4007', `There is no API key "${id}" here, or it has ended.`, { cause });
