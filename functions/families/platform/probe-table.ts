import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ENV } from '../../../schemas/environment.ts';
import { HEALTH_KEY } from '../../../schemas/keys.ts';
import { dynamoDbClient } from '../../core/aws/clients/dynamodb.ts';

const TABLES = {
  registry: ENV.REGISTRY_TABLE,
  identity: ENV.IDENTITY_TABLE,
  audit: ENV.AUDIT_TABLE,
  state: ENV.STATE_TABLE,
} as const;

export type ProbedTable = keyof typeof TABLES;
export const PROBED_TABLES = Object.keys(TABLES) as ProbedTable[];

export interface ProbeResult {
  name: string;
  status: 'ok' | 'failed';
  latency_ms: number;
}

const client = dynamoDbClient({ maxAttempts: 1 });

/** Reads the reserved health key, which never holds anything, to see whether the table answers. */
export async function probeTable(table: ProbedTable, signal: AbortSignal): Promise<ProbeResult> {
  const since = Date.now();
  const answered = await client
    .send(
      new GetItemCommand({
        TableName: process.env[TABLES[table]],
        Key: { pk: { S: HEALTH_KEY.pk }, sk: { S: HEALTH_KEY.sk } },
      }),
      { abortSignal: signal },
    )
    .then(() => true)
    .catch(() => false);
  return { name: `${table} table`, status: answered ? 'ok' : 'failed', latency_ms: Date.now() - since };
}
