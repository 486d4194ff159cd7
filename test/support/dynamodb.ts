import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { leanDocumentClient } from '../../functions/core/aws/lean-dynamodb.ts';

export interface TestDatabase {
  /** The client with the settings that functions use. */
  client: DynamoDBDocumentClient;
  /** A new, empty table with the platform's keys. */
  table(): Promise<string>;
  stop(): void;
}

/** A separate DynamoDB for one test file, in memory, on a free port. */
export async function startDynamoDb(): Promise<TestDatabase> {
  const folder = dirname(createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json'));
  const port = await freePort();
  const server = spawn(join(folder, 'dynoxide'), ['--port', String(port)], { stdio: 'ignore' });
  const raw = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    // The first request waits for the server by being retried.
    maxAttempts: 20,
  });
  let count = 0;
  return {
    client: leanDocumentClient(raw),
    async table() {
      count += 1;
      const TableName = `table-${count}`;
      await raw.send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
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
