import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * The DynamoDB client of a function. Two retries of the SDK with its own backoff; a request that hangs is given up
 * after two seconds, so that a fault of the table is an answer in time, not a time-out of the caller.
 */
export const documentClient = DynamoDBDocumentClient.from(
  new DynamoDBClient({ maxAttempts: 3, requestHandler: { requestTimeout: 2_000, connectionTimeout: 1_000 } }),
  { marshallOptions: { removeUndefinedValues: true } },
);
