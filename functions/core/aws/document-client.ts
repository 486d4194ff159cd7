import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { leanDocumentClient } from './lean-dynamodb.ts';

/** The DynamoDB client of a function: two retries with the SDK's own backoff. */
export const documentClient = leanDocumentClient(
  new DynamoDBClient({ maxAttempts: 3, requestHandler: { requestTimeout: 2_000, connectionTimeout: 1_000 } }),
);
