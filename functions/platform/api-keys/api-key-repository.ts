/**
 * API keys in the identity table, for checking credentials. Access pattern: GetItem platform#api-key#<id> / api-key,
 * consistent; the key's ancestors are read as current-rights.ts says.
 */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { ApiKeyRecord } from '../../../schemas/identity-records.ts';
import { apiKeyKey } from '../../../schemas/keys.ts';
import { readableRecord } from '../../core/records/readable-records.ts';
import { isUsable } from '../identity/api-key.ts';
import type { IdentityTable } from '../identity/revocations.ts';
import { currentRightsOf, isActive, limitedTo } from './current-rights.ts';

/** The record of a key, whether it has ended or not. */
export async function readApiKey({ client, table }: IdentityTable, id: string): Promise<ApiKeyRecord | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: apiKeyKey(id), ConsistentRead: true }));
  return Item && readableRecord(ApiKeyRecord, Item, { kind: 'api-key' });
}

/**
 * The key with the rights that it has now, which are no more than each of its ancestors has; undefined if the key or
 * one of its ancestors has ended.
 */
export async function withCurrentRights(
  identity: IdentityTable,
  record: ApiKeyRecord,
  nowSeconds: number,
): Promise<ApiKeyRecord | undefined> {
  if (!isActive(record, nowSeconds)) return undefined;
  const givers = await currentRightsOf(identity, record.lineage ?? [], nowSeconds);
  return givers && { ...record, principal: limitedTo(record.principal, givers) };
}

/** The record of a key that may be used now, with its current rights. */
export async function findActiveKey(
  identity: IdentityTable,
  id: string,
  nowSeconds: number,
): Promise<ApiKeyRecord | undefined> {
  const record = await readApiKey(identity, id);
  return record && withCurrentRights(identity, record, nowSeconds);
}

/** The record of the key whose text is presented, if it is valid. */
export async function findPresentedKey(
  identity: IdentityTable,
  { id, key }: { id: string; key: string },
  nowSeconds: number,
): Promise<ApiKeyRecord | undefined> {
  const record = await readApiKey(identity, id);
  return record && isUsable(record, key, nowSeconds) ? withCurrentRights(identity, record, nowSeconds) : undefined;
}
