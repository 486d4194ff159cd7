import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { type ClientLimits, limitedClient } from './limits.ts';

const LIMITS: ClientLimits = { connectMs: 1_000, requestMs: 2_000, totalMs: 8_000 };

/** A DynamoDB client: two retries with the SDK's own backoff. */
export function dynamoDbClient(config: DynamoDBClientConfig = {}, limits: Partial<ClientLimits> = {}): DynamoDBClient {
  return limitedClient(
    { ...LIMITS, ...limits },
    (requestHandler) => new DynamoDBClient({ maxAttempts: 3, requestHandler, ...config }),
  );
}
