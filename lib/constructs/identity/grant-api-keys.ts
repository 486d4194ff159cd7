import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { apiKeyKey, apiKeySummaryKey, PLANS_PK, PLATFORM, revokedClientKey } from '../../../schemas/keys.ts';
import { PLATFORM_ISSUER } from '../../../schemas/platform-tokens.ts';
import type { Tables } from '../../tables.ts';

/**
 * Lets a role make, change, list and revoke API keys (functions/platform/api-keys): it writes hashes and asks conditions of
 * the items that hold them, and can read none; it sees which revocations there are, and the plans that cap keys.
 */
export function grantApiKeys({ identity, registry }: Pick<Tables, 'identity' | 'registry'>, role: IGrantable): void {
  const summaries = apiKeySummaryKey('*', '').pk;
  identity.grantItems(role, { actions: ['GetItem', 'Query'], leadingKeys: [summaries] });
  identity.grantItems(role, { actions: ['BatchGetItem'], leadingKeys: [`${PLATFORM}#revoked#*`] });
  // One statement: each of a transaction's items has to find its key in it.
  identity.grantItems(role, {
    actions: ['PutItem', 'UpdateItem', 'ConditionCheckItem'],
    leadingKeys: [summaries, apiKeyKey('*').pk, revokedClientKey(PLATFORM_ISSUER, '*').pk],
  });
  registry.grantItems(role, { actions: ['Query'], leadingKeys: [PLANS_PK] });
}
