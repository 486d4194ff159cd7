import { ENV } from '../../../schemas/environment.ts';
import { dynamoDbClient } from '../../core/aws/clients/dynamodb.ts';
import { leanDocumentClient } from '../../core/aws/lean-dynamodb.ts';
import { requireEnv } from '../../core/environment.ts';
import { type PlatformHealth, platformHealth } from '../../platform/health/platform-health.ts';

export type { PlatformHealth } from '../../platform/health/platform-health.ts';

/** Reads the health of tables and providers, for a family with the capability `platform-health`. */
export interface PlatformHealthClient {
  read(): Promise<PlatformHealth>;
}

export function platformHealthClient(): PlatformHealthClient {
  // A probe says what one request sees, so it is not repeated.
  const client = leanDocumentClient(dynamoDbClient({ maxAttempts: 1 }));
  return { read: () => platformHealth({ client, table: requireEnv(ENV.STATE_TABLE) }) };
}
