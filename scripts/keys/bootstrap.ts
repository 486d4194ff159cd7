import {
  DescribeTableCommand,
  type DynamoDBClient,
  ListTagsOfResourceCommand,
  paginateListTables,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { newApiKey } from '../../functions/platform/identity/api-key.ts';
import { apiKeyKey } from '../../schemas/keys.ts';
import { CommandError } from '../command/command-error.ts';

/** Days after which the first key ends: long enough to make another one with it. */
const DAYS = 7;

export interface FirstKeyOptions {
  readonly stage: string;
  /** Tenant of the principal that the key stands for. */
  readonly tenant: string;
  /** The identity table, if it cannot be found by its tags. */
  readonly table?: string | undefined;
}

/**
 * Makes the first API key of a deployed stage: one of an administrator, which ends after a week. It writes the key's hash
 * into the identity table, with the AWS credentials of the environment.
 *
 * @returns the key and what to do next, as text
 * @throws {CommandError} if the table is not found or not the only one
 */
export async function bootstrapKey(
  client: DynamoDBClient,
  options: FirstKeyOptions,
  now = new Date(),
): Promise<string> {
  const TableName = options.table ?? (await identityTableOf(client, options.stage));
  const { id, key, hash } = newApiKey();
  const principal = {
    id: 'operator:first',
    tenant: options.tenant,
    tier: 'enterprise',
    roles: ['admin'],
    scopes: ['*'],
    credential: id,
  };
  const expiresAt = Math.floor(now.getTime() / 1_000) + DAYS * 86_400;
  const record = { id, hash, principal, label: 'first key', status: 'active', createdAt: now.toISOString(), expiresAt };
  await DynamoDBDocumentClient.from(client).send(
    new PutCommand({
      TableName,
      Item: { ...apiKeyKey(id), ...record },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  );
  return [
    key,
    '',
    `Keep it now: it is not shown again. It is an administrator's key of the tenant "${options.tenant}" and ends in ${DAYS} days.`,
    'Make your own with it: MANIFOLD_API_KEY=<this key> npm run keys -- create --url <API> --label TEXT --roles admin',
  ].join('\n');
}

/** Finds the identity table of a stage by the tags that the deploy gives it. */
async function identityTableOf(client: DynamoDBClient, stage: string): Promise<string> {
  const found: string[] = [];
  for await (const { TableNames = [] } of paginateListTables({ client }, {})) {
    for (const name of TableNames.filter((one) => one.startsWith(`manifold-${stage}-data-`))) {
      const tags = await tagsOf(client, name);
      if (tags.get('manifold:stage') === stage && tags.get('manifold:table') === 'identity') found.push(name);
    }
  }
  const [table] = found;
  if (table === undefined) {
    throw new CommandError(
      `No identity table of stage "${stage}" is in this account and region: deploy first, or name it by --table.`,
    );
  }
  if (found.length > 1) {
    throw new CommandError(
      `Stage "${stage}" has several identity tables (${found.join(', ')}): name the deployed one by --table.`,
    );
  }
  return table;
}

async function tagsOf(client: DynamoDBClient, TableName: string): Promise<Map<string | undefined, string | undefined>> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const { Tags = [] } = await client.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
  return new Map(Tags.map(({ Key, Value }) => [Key, Value]));
}
