import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { leanDocumentClient } from '../../functions/core/aws/lean-dynamodb.ts';

/** An index that holds keys alone, with the sort key of the table. */
export interface TestIndex {
  readonly index: string;
  readonly attribute: string;
}

export interface TestDatabase {
  /** The client with the settings that functions use. */
  client: DynamoDBDocumentClient;
  endpoint: string;
  /** A new, empty table with the platform's keys. */
  table(indexes?: readonly TestIndex[]): Promise<string>;
  stop(): void;
}

/** A separate DynamoDB for one test file, in memory, on a free port. */
export async function startDynamoDb(): Promise<TestDatabase> {
  const folder = dirname(createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json'));
  const port = await freePort();
  const server = spawn(join(folder, 'dynoxide'), ['--port', String(port)], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  const raw = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    // The first request waits for the server by being retried.
    maxAttempts: 20,
  });
  let count = 0;
  return {
    client: leanDocumentClient(raw),
    endpoint,
    async table(indexes = []) {
      count += 1;
      const TableName = `table-${count}`;
      await raw.send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: ['pk', 'sk', ...indexes.map(({ attribute }) => attribute)].map((AttributeName) => ({
            AttributeName,
            AttributeType: 'S' as const,
          })),
          ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes.map(keysOnly) } : {}),
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
        }),
      );
      await waitUntilTableExists({ client: raw, minDelay: 1, maxWaitTime: 10 }, { TableName });
      return TableName;
    },
    stop() {
      raw.destroy();
      server.kill();
    },
  };
}

const keysOnly = ({ index, attribute }: TestIndex) => ({
  IndexName: index,
  KeySchema: [
    { AttributeName: attribute, KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: 'KEYS_ONLY' as const },
});

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
