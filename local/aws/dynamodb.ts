import type { Table, Tables } from '../data/tables.ts';
import type { Authoriser } from '../iam/authoriser.ts';
import type { Keys } from '../kms/keys.ts';
import { type Access, accessesOf } from './dynamodb-access.ts';
import { type AwsCall, AwsError, type AwsService } from './service.ts';

/** DynamoDB: each call is authorised item by item, then passed on to the database as it came. */
export function dynamodbService(tables: Tables, authoriser: Authoriser, keys: Keys): AwsService {
  const check = ({ identity }: AwsCall, access: Access): void => {
    const { table } = access;
    authoriser.check({ identity, action: access.action, resource: access.resource, context: access.context });
    // DynamoDB uses the caller's own right to the table's key (DynamoDB Developer Guide, "Managing encrypted tables").
    if (table.kmsKeyArn) keys.checkUse({ identity, keyArn: table.kmsKeyArn, action: 'kms:Decrypt', via: 'dynamodb' });
  };
  return {
    protocol: 'json-1.0',
    async handle(call) {
      const target = String(call.headers['x-amz-target'] ?? '');
      const operation = target.split('.').at(-1) ?? '';
      const input = JSON.parse(call.body.toString());
      const rename = tableNamer(tables, input);
      if (operation === 'ListTables') authorise(call, authoriser, 'dynamodb:ListTables');
      else for (const access of accessesOf(operation, input, (name) => tableOf(tables, name))) check(call, access);
      const body = rename ? Buffer.from(JSON.stringify(rename)) : call.body;
      const answer = await tables.backend.send(target, body);
      for (const name of writtenBy(operation, input)) tables.wrote(tableOf(tables, name).name);
      const type = answer.headers['content-type'] ?? 'application/x-amz-json-1.0';
      const crc = answer.headers['x-amz-crc32'];
      call.response.writeHead(answer.status, {
        'content-type': type,
        'content-length': answer.body.length,
        ...(crc ? { 'x-amz-crc32': crc } : {}),
      });
      call.response.end(answer.body);
    },
  };
}

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

/** Names of the tables that a request writes to. */
function writtenBy(operation: string, input: WriteInput): string[] {
  if (WRITES.has(operation)) return [String(input.TableName)];
  if (operation === 'BatchWriteItem') return Object.keys(input.RequestItems ?? {});
  if (operation !== 'TransactWriteItems') return [];
  return (input.TransactItems ?? []).flatMap((entry) => Object.values(entry).map(({ TableName }) => TableName));
}

interface WriteInput {
  TableName?: string;
  RequestItems?: Record<string, unknown>;
  TransactItems?: Record<string, { TableName: string }>[];
}

function authorise({ identity }: AwsCall, authoriser: Authoriser, action: string): void {
  authoriser.check({ identity, action, resource: '*' });
}

function tableOf(tables: Tables, nameOrArn: string): Table {
  const table = tables.find(nameOrArn);
  if (!table) throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
  return table;
}

/** The database knows tables by name only: a request that names one by ARN is rewritten. */
function tableNamer(tables: Tables, input: { TableName?: string }): Record<string, unknown> | undefined {
  if (!input.TableName?.startsWith('arn:')) return undefined;
  return { ...input, TableName: tableOf(tables, input.TableName).name };
}
