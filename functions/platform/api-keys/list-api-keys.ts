/**
 * Summaries of API keys for owners and administrators. Access patterns, in the identity table:
 * - list: Query <tenant>#api-keys, consistent, all pages; never on the path of a tool call; holds no hashes
 * - one: GetItem of the same item
 * - ancestors without a summary, which an operator wrote by hand: BatchGetItem platform#revoked#client#platform#<id>
 */
import { BatchGetCommand, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { ApiKeySummary } from '../../../schemas/api-keys.ts';
import { apiKeySummaryKey, revokedClientKey } from '../../../schemas/keys.ts';
import { PLATFORM_ISSUER } from '../../../schemas/platform-tokens.ts';
import { readableRecord, readableRecords } from '../../core/records/readable-records.ts';
import { type IdentityTable, revokes } from '../identity/revocations.ts';
import { inTreeOrder } from './key-tree.ts';

/** The summary of a tenant's key, ended ones included; undefined if there is no such key, or it has no summary. */
export async function findApiKeySummary(
  { client, table }: IdentityTable,
  tenant: string,
  id: string,
): Promise<ApiKeySummary | undefined> {
  const Key = apiKeySummaryKey(tenant, id);
  const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  return Item && readableRecord(ApiKeySummary, Item, { kind: 'api-key-summary' });
}

/**
 * Keys of a tenant that have not expired, in tree order: each is followed by those that were made with it, oldest
 * first. A key with a revoked ancestor is shown as revoked, with the ancestor in `endedWith`.
 */
export async function listApiKeys(
  identity: IdentityTable,
  tenant: string,
  nowSeconds: number,
): Promise<ApiKeySummary[]> {
  const found = (await everySummary(identity, tenant)).filter(({ expiresAt }) => expiresAt > nowSeconds);
  const revoked = new Set(found.filter(({ status }) => status === 'revoked').map(({ id }) => id));
  const listed = new Set(found.map(({ id }) => id));
  const unlisted = [...new Set(found.flatMap(({ ancestors }) => ancestors))].filter((id) => !listed.has(id));
  for (const id of await revokedAmong(identity, unlisted)) revoked.add(id);
  return inTreeOrder(found).map((summary) => {
    const endedWith = summary.ancestors.find((id) => revoked.has(id));
    return endedWith === undefined || summary.status === 'revoked'
      ? summary
      : { ...summary, status: 'revoked' as const, endedWith };
  });
}

/** All summaries of a tenant that the table still holds, expired ones included. */
export async function everySummary({ client, table }: IdentityTable, tenant: string): Promise<ApiKeySummary[]> {
  const { pk, sk } = apiKeySummaryKey(tenant, '');
  const query = {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
    ConsistentRead: true,
  };
  const found: ApiKeySummary[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    for (const summary of readableRecords(ApiKeySummary, Items, { kind: 'api-key-summary' })) found.push(summary);
  }
  return found;
}

const MOST_KEYS = 100;

/** A revocation up to a moment only ends tokens that are older than a change; one without a moment ends the key. */
async function revokedAmong({ client, table }: IdentityTable, ids: readonly string[]): Promise<string[]> {
  const revoked: string[] = [];
  for (let first = 0; first < ids.length; first += MOST_KEYS) {
    const some = ids.slice(first, first + MOST_KEYS);
    const Keys = some.map((id) => revokedClientKey(PLATFORM_ISSUER, id));
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
    );
    if (Object.keys(answer.UnprocessedKeys ?? {}).length > 0) throw new Error('The revocations were not read fully.');
    const ended = new Set(
      (answer.Responses?.[table] ?? [])
        .filter((item) => revokes(item, { issuedAt: Number.MAX_SAFE_INTEGER }))
        .map(({ pk }) => pk),
    );
    for (const id of some) if (ended.has(revokedClientKey(PLATFORM_ISSUER, id).pk)) revoked.push(id);
  }
  return revoked;
}
