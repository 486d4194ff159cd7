import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { apiKeyKey } from '../../../schemas/keys.ts';
import { keysOf, type Lineage } from '../../../schemas/lineage.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export interface LineageOf {
  table: string;
  tenant: string;
  lineage: Lineage;
  /** Unix seconds until which each key of the lineage must be valid; default: now. */
  until?: number;
  nowSeconds: number;
  /** Ids of keys that the same transaction writes or checks already, since DynamoDB accepts each item only once. */
  written?: readonly string[];
}

/**
 * Conditions for a transaction that changes a credential: every key of the lineage is valid at the moment of the
 * change. The authorizer's answer, which the gateway caches for up to a minute, is not relied on. Conditions need no
 * permission to read the keys, and so none to read their hashes.
 */
export function lineageChecks(of: LineageOf): TransactItem[] {
  const { table, tenant, lineage, nowSeconds, until = nowSeconds + 1, written = [] } = of;
  const ids = [...new Set(keysOf(lineage))].filter((id) => !written.includes(id));
  return ids.map((id) => ({
    ConditionCheck: {
      TableName: table,
      Key: apiKeyKey(id),
      ConditionExpression:
        'principal.tenant = :tenant AND #status = :active AND (attribute_not_exists(expiresAt) OR expiresAt >= :until)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':tenant': tenant, ':active': 'active', ':until': until },
    },
  }));
}

/** Indexes of the items whose condition cancelled a transaction; empty for any other error. */
export function refusedItems(error: unknown): number[] {
  if (!(error instanceof TransactionCanceledException)) return [];
  return (error.CancellationReasons ?? []).flatMap(({ Code }, index) =>
    Code === 'ConditionalCheckFailed' ? [index] : [],
  );
}

/** The refusal of a change by a credential that ended after the gateway had accepted it. */
export function credentialEnded(cause?: unknown): ManifoldError {
  return new ManifoldError(
    'E1002',
    'The credential of this call, or one that it was made with, was revoked or has expired. Nothing was changed.',
    { cause, details: { suggestion: 'Use another credential.' } },
  );
}
