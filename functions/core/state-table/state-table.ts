import type { DynamoDBDocumentClient, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';

/** Primary key of an item; the same attributes in every table of the platform. */
export interface ItemKey {
  pk: string;
  sk: string;
}

/** The state table and its client. schemas/keys.ts lists what it stores, and under which keys. */
export interface StateTable {
  client: DynamoDBDocumentClient;
  table: string;
}

/** One write of a DynamoDB transaction. */
export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
