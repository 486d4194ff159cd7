import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { inSpan } from '../tracing/in-span.ts';
import { tableNamed } from '../tracing/table-name.ts';
import type { TimeLimits } from './connection-pool.ts';
import { dynamoDbError } from './dynamodb-errors.ts';
import { OPERATIONS } from './dynamodb-operations.ts';
import { openTransport } from './transport.ts';

/** A command of the SDK, as far as it is looked at. */
export interface AnyCommand {
  readonly input: object;
}

export interface SendOptions {
  abortSignal?: AbortSignal;
}

type Send = (command: AnyCommand, options?: SendOptions, ...rest: unknown[]) => Promise<unknown>;

/** A request that hangs is given up, so that a fault of the table is an answer in time, not a time-out of the caller. */
const LIMITS: TimeLimits = { connectMs: 1_000, answerMs: 2_000 };

/**
 * A document client whose usual commands skip the SDK's layers: a third of the processor time. The rest of the commands,
 * and what the lean way does not know, goes the SDK's way. Undefined values are left out.
 */
export function leanDocumentClient(dynamoDb: DynamoDBClient, limits: TimeLimits = LIMITS): DynamoDBDocumentClient {
  const client = DynamoDBDocumentClient.from(dynamoDb, { marshallOptions: { removeUndefinedValues: true } });
  const transport = openTransport(dynamoDb.config, { name: 'dynamodb', limits, failure: dynamoDbError });
  const slowly = client.send.bind(client) as Send;
  const send: Send = async (command, options, ...rest) => {
    const operation = OPERATIONS.get(command.constructor);
    const input = operation?.write(command.input as Record<string, unknown>);
    if (!operation || !input || typeof options === 'function') return slowly(command, options, ...rest);
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation.name}`,
    };
    const request = { path: '/', headers, body: JSON.stringify(input) };
    return inSpan(`dynamodb ${operation.name}`, async (span) => {
      const table = tableNamed(input.TableName);
      if (span && table) span.facts.table = table;
      const { body } = await transport(request, options?.abortSignal);
      return { ...operation.read(JSON.parse(body.toString())), $metadata: {} };
    });
  };
  return Object.assign(client, { send });
}
