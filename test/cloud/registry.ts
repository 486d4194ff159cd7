import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { savePlan } from '../../functions/platform/limits/plan-repository.ts';
import type { RegistryTable } from '../../functions/platform/registry/catalogue-repository.ts';
import { type ChangedKind, writeChanges } from '../../functions/platform/registry/registry-writer.ts';
import { CATALOGUE_PK, promptSk, toolSk } from '../../schemas/keys.ts';
import { SHIPPED_PLANS } from '../../schemas/plans.ts';
import type { Endpoints } from './endpoints.ts';

type Access = Pick<Endpoints, 'awsEndpoint' | 'operator'>;

/** The tables of the cloud under test, with the operator's rights. */
export function operatorTables({ awsEndpoint, operator }: Access): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ endpoint: awsEndpoint, region: 'us-east-1', credentials: operator });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** Opens the limits of every tier: tests share principals, and run far faster than people work. */
export async function openLimits(registry: RegistryTable): Promise<void> {
  const most = 1_000_000;
  const caps = { keys: most, agents: most, agentDepth: 3 };
  for (const { name, title } of SHIPPED_PLANS) {
    const tools = { '*': { perMinute: most, perHour: most, burst: most } };
    await savePlan(registry, { name, title, requestsPerMinute: most, callsPerMinute: most, ...caps, tools }, 'test');
  }
}

/** Touches one tool or prompt of the fixtures, as an administrator's change does: its list is a new one then. */
export function touch(registry: RegistryTable, kind: Exclude<ChangedKind, 'resources'>): Promise<void> {
  const sk = kind === 'tools' ? toolSk('test_trigger_tool_change', '1.0.0') : promptSk('test_simple_prompt');
  const change = {
    Update: {
      TableName: registry.table,
      Key: { pk: CATALOGUE_PK, sk },
      UpdateExpression: 'SET updatedAt = :now',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':now': new Date().toISOString() },
    },
  };
  return writeChanges(registry, [change], [kind]);
}
