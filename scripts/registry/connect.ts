import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { RegistryTable } from '../../functions/platform/registry/catalogue-repository.ts';

/** What the operator can mend; its message is one sentence. */
export class RegistryCommandError extends Error {
  override readonly name = 'RegistryCommandError';
}

/** What a running local cloud tells operators' commands, in `endpoints.json` of its state. */
const Endpoints = z.object({
  awsEndpoint: z.url(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string(),
  tables: z.object({ registry: z.string(), usage: z.string().optional() }),
});

interface Connection {
  table?: string;
  stateDir: string;
  name?: 'registry' | 'usage';
}

/**
 * The table to work on, the registry where no `name` says otherwise: the one that is named, with the region and credentials of the AWS environment, else
 * that of the local cloud that runs here.
 *
 * @throws RegistryCommandError where neither is there
 */
export function connect({ table, stateDir, name = 'registry' }: Connection): RegistryTable {
  if (table !== undefined) return { client: clientFor({}), table };
  const { awsEndpoint, tables, ...credentials } = readEndpoints(join(stateDir, 'endpoints.json'));
  const local = tables[name];
  if (local === undefined) throw new RegistryCommandError(`The local cloud that runs here has no ${name} table.`);
  return { client: clientFor({ endpoint: awsEndpoint, region: 'us-east-1', credentials }), table: local };
}

function clientFor(config: DynamoDBClientConfig): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(config), { marshallOptions: { removeUndefinedValues: true } });
}

function readEndpoints(path: string): z.infer<typeof Endpoints> {
  if (!existsSync(path)) {
    throw new RegistryCommandError(
      'No local cloud runs here: start it with npm start, or name the table of a deployed stage with --table.',
    );
  }
  const endpoints = Endpoints.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (endpoints.success) return endpoints.data;
  throw new RegistryCommandError(`${path} is not what this version writes: stop the local cloud and start it again.`);
}
