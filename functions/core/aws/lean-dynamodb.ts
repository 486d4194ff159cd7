import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { inSpan } from '../tracing/in-span.ts';
import { tableNamed } from '../tracing/table-name.ts';
import type { TimeLimits } from './connection-pool.ts';
import { dynamoDbError } from './dynamodb-errors.ts';
import { OPERATIONS } from './dynamodb-operations.ts';
import { openTransport } from './transport.ts';

/** A command of the SDK. */
export interface AnyCommand {
  readonly input: object;
}

export interface SendOptions {
  abortSignal?: AbortSignal;
}

type Send = (command: AnyCommand, options?: SendOptions, ...rest: unknown[]) => Promise<unknown>;

/** A request that hangs fails early, so that the caller can answer before its own time-out. */
const LIMITS: TimeLimits = { connectMs: 1_000, answerMs: 2_000 };

/**
 * A document client whose usual commands skip the SDK's layers, for a third of the processor time. Other commands, and
 * fields that `dynamodb-operations.ts` does not list, go through the SDK. Undefined values are left out.
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
    const repeatable = operation.repeatable(input);
    const request = { path: '/', headers, body: JSON.stringify(input), repeatable };
    return inSpan(`dynamodb ${operation.name}`, async (span) => {
      const table = tableNamed(input.TableName);
      if (span && table) span.facts.table = table;
      const { body } = await transport(request, options?.abortSignal);
      return { ...operation.read(JSON.parse(body.toString())), $metadata: {} };
    });
  };
  return Object.assign(client, { send });
}
