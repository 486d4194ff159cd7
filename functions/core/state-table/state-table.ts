import type { DynamoDBDocumentClient, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';

/** Primary key of an item, in every table of the platform. */
export interface ItemKey {
  pk: string;
  sk: string;
}

/** The state table with the client that reaches it. What is kept there, and under which keys: schemas/keys.ts. */
export interface StateTable {
  client: DynamoDBDocumentClient;
  table: string;
}

/** One write of a DynamoDB transaction. */
export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
