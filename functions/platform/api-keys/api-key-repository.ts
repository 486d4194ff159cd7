/**
 * API keys as they are checked, in the identity table. Access pattern: GetItem platform#api-key#<id> / api-key,
 * consistent, by whoever checks a key, which names nothing but itself; and what it was made with (current-rights.ts).
 */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { ApiKeyRecord } from '../../../schemas/identity-records.ts';
import { apiKeyKey } from '../../../schemas/keys.ts';
import { readableRecord } from '../../core/records/readable-records.ts';
import { isUsable } from '../identity/api-key.ts';
import type { IdentityTable } from '../identity/revocations.ts';
import { currentRightsOf, isActive, limitedTo } from './current-rights.ts';

/** The record of a key, ended or not. */
export async function readApiKey({ client, table }: IdentityTable, id: string): Promise<ApiKeyRecord | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: apiKeyKey(id), ConsistentRead: true }));
  return Item && readableRecord(ApiKeyRecord, Item, { kind: 'api-key' });
}

/**
 * A key as it may be used now: no more than each key that it came from has; undefined when it has ended, or anything that
 * it was made with has.
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

/** The record of a key as long as it may be used. */
export async function findActiveKey(
  identity: IdentityTable,
  id: string,
  nowSeconds: number,
): Promise<ApiKeyRecord | undefined> {
  const record = await readApiKey(identity, id);
  return record && withCurrentRights(identity, record, nowSeconds);
}

/** The record of the key whose text is presented, where it is good. */
export async function findPresentedKey(
  identity: IdentityTable,
  { id, key }: { id: string; key: string },
  nowSeconds: number,
): Promise<ApiKeyRecord | undefined> {
  const record = await readApiKey(identity, id);
  return record && isUsable(record, key, nowSeconds) ? withCurrentRights(identity, record, nowSeconds) : undefined;
}
