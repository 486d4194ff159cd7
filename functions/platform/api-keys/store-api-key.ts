/**
 * Storing a new API key. Access patterns, in the identity table:
 * - count: GetItem <tenant>#api-keys / count#<owner> and Query <tenant>#api-keys, both consistent
 * - create: one transaction of PutItem platform#api-key#<id> and of <tenant>#api-keys / api-key#<id>, which holds all
 *   but
 *   the hash; UpdateItem of the count, conditional on what was read; a condition for everything in the lineage
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { ownerOf } from '../../../schemas/agents.ts';
import { apiKeyKey, apiKeySummaryKey, keyCountKey } from '../../../schemas/keys.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { IdentityTable } from '../identity/revocations.ts';
import { type KeyCaps, refuseBeyondCaps } from './key-caps.ts';
import type { KeyMaker } from './key-maker.ts';
import { credentialEnded, lineageChecks, refusedItems, type TransactItem } from './lineage-checks.ts';
import { listApiKeys } from './list-api-keys.ts';
import type { NewApiKey } from './new-api-key.ts';

/** Attempts, if keys of the same owner are made at the same moment. */
const MOST_TRIES = 8;

/**
 * Stores a key and its summary, unless the credential that makes it has ended, or the owner has as many keys or agents
 * as the plan allows.
 *
 * @throws {ManifoldError} E1002 if the maker's credential has ended; E3009 with the exceeded cap; E5002 if too many
 *   keys are
 * made at once
 */
export async function storeApiKey(
  identity: IdentityTable,
  { record, summary }: Pick<NewApiKey, 'record' | 'summary'>,
  { maker, caps, nowSeconds }: { maker: KeyMaker; caps: KeyCaps; nowSeconds: number },
): Promise<void> {
  const { client, table } = identity;
  const { tenant, id: principal } = record.principal;
  const Key = keyCountKey(tenant, ownerOf(principal));
  const put = (Item: Record<string, unknown>): TransactItem => ({
    Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' },
  });
  const items = [
    put({ ...apiKeyKey(record.id), ...record }),
    put({ ...apiKeySummaryKey(tenant, record.id), ...summary }),
  ];
  const checks = lineageChecks({ table, tenant, lineage: maker.lineage, until: summary.expiresAt, nowSeconds });
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    const active = (await listApiKeys(identity, tenant, nowSeconds)).filter(({ status }) => status === 'active');
    refuseBeyondCaps(summary, active, caps);
    const count: TransactItem = {
      Update: {
        TableName: table,
        Key,
        UpdateExpression: 'ADD made :one',
        ConditionExpression: Item ? 'made = :known' : 'attribute_not_exists(pk)',
        ExpressionAttributeValues: { ':one': 1, ':known': Item?.made },
      },
    };
    try {
      await client.send(new TransactWriteCommand({ TransactItems: [...items, count, ...checks] }));
      return;
    } catch (error) {
      const refused = refusedItems(error);
      if (refused.some((index) => index > items.length)) throw credentialEnded(error);
      const isOvertaken = refused.includes(items.length) || isConflict(error);
      if (!isOvertaken) throw error;
    }
  }
  throw new ManifoldError('E5002', 'Too many keys are made at the same moment. Try again in a moment.');
}

function isConflict(error: unknown): boolean {
  if (!(error instanceof TransactionCanceledException)) return false;
  return (error.CancellationReasons ?? []).some(({ Code }) => Code === 'TransactionConflict');
}
