import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CommandError } from './command-error.ts';
import { LOCAL_OPTIONS, type LocalCloud, readLocalCloud } from './local-cloud.ts';

/** A table and the client that reaches it. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

/** Settings that every AWS SDK client takes; empty for a deployed stage, so that the AWS environment decides. */
export interface AwsSettings {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: Pick<LocalCloud, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>;
}

/**
 * Options of commands that work on one table of a stage.
 *
 * @param what the table in words, such as `registry table`
 */
export const tableOptions = (what: string) =>
  ({
    table: { type: 'text', value: 'NAME', help: `${what} of a deployed stage; without it, the local cloud` },
    ...LOCAL_OPTIONS,
  }) as const;

/** What says which stage is meant. */
export interface StageOptions {
  /** Name of the table in a deployed stage. */
  readonly table?: string | undefined;
  /** State folder of the local cloud. */
  readonly state: string;
}

/**
 * A table of a deployed stage if it is named, with the region and credentials of the AWS environment; else that of the
 * local cloud.
 *
 * @param name what the table holds: `registry`, `state`, `usage`, `audit`, `identity`, or `family-` and a family's name
 * @throws {CommandError} if no table is named and no local cloud runs, or the local cloud has no such table
 */
export function connectTable(name: string, { table, state }: StageOptions, flag = '--table'): Table {
  const settings = awsSettings({ named: table, state, flag });
  const found = table ?? readLocalCloud(state).tables[name];
  if (found === undefined) throw new CommandError(`The local cloud that runs here has no table "${name}".`);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(settings), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return { client, table: found };
}

/**
 * How clients reach what is named in a deployed stage; if nothing is named, the local cloud.
 *
 * @param flag the option that names it
 * @throws {CommandError} if nothing is named and no local cloud runs
 */
export function awsSettings({ named, state, flag }: { named?: string; state: string; flag: string }): AwsSettings {
  if (named !== undefined) return {};
  return localSettings(readLocalCloud(state, `, or name the resource of a deployed stage with ${flag}`));
}

/** How clients reach the local cloud. */
export function localSettings({ awsEndpoint, accessKeyId, secretAccessKey, sessionToken }: LocalCloud): AwsSettings {
  return { endpoint: awsEndpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey, sessionToken } };
}
