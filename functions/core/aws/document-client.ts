import { dynamoDbClient } from './clients/dynamodb.ts';
import { limitTotal } from './clients/limits.ts';
import { leanDocumentClient } from './lean-dynamodb.ts';

/** The DynamoDB client of a function: two retries with the SDK's own backoff, 8 s in total. */
export const documentClient = limitTotal(leanDocumentClient(dynamoDbClient()), 8_000);
