import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { apiKeyKey, apiKeySummaryKey, PLANS_PK, PLATFORM, revokedClientKey } from '../../../schemas/keys.ts';
import { PLATFORM_ISSUER } from '../../../schemas/platform-tokens.ts';
import type { Tables } from '../../tables.ts';

/**
 * Lets a role make, change, list and revoke API keys (functions/platform/api-keys). It may write hashes and check conditions
 * on their items, but not read them. It may read revocations, and the plans that limit keys.
 */
export function grantApiKeys({ identity, registry }: Pick<Tables, 'identity' | 'registry'>, role: IGrantable): void {
  const summaries = apiKeySummaryKey('*', '').pk;
  identity.grantItems(role, { actions: ['GetItem', 'Query'], leadingKeys: [summaries] });
  identity.grantItems(role, { actions: ['BatchGetItem'], leadingKeys: [`${PLATFORM}#revoked#*`] });
  // One statement, since IAM checks all keys of a transaction against each statement.
  identity.grantItems(role, {
    actions: ['PutItem', 'UpdateItem', 'ConditionCheckItem'],
    leadingKeys: [summaries, apiKeyKey('*').pk, revokedClientKey(PLATFORM_ISSUER, '*').pk],
  });
  registry.grantItems(role, { actions: ['Query'], leadingKeys: [PLANS_PK] });
}
