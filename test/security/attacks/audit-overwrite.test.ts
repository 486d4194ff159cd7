import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditKey, auditTrail } from '../../../functions/platform/audit/audit-trail.ts';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import { AUDIT_INDEXES, auditPartition } from '../../../schemas/keys.ts';
import { endpoints } from '../../cloud/endpoints.ts';
import { control, logs } from '../../integration/support/control.ts';
import { auditTrailOfCloud } from './support/audit-trail.ts';

/** Functions that add events of a tenant to the trail. The authorizer adds events of the platform alone. */
const WRITERS = ['Admin', 'AuditCloser', 'CacheRenewer', 'Front', 'TaskRunner', 'Tokens', 'Webhooks'];

type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken: string };
interface Thief {
  readonly name: string;
  readonly client: DynamoDBDocumentClient;
}

const trail = auditTrailOfCloud();
const TableName = trail.audit.table;
const TENANT = `overwritten-${randomUUID()}`;
let thieves: Thief[] = [];
beforeAll(async () => {
  const { awsEndpoint: endpoint } = endpoints();
  const roles = (await control('/stolen-roles')) as Record<string, Credentials>;
  thieves = Object.entries(roles).map(([functionName, credentials]) => ({
    // `manifold-<stage>-<stack>-<name>Function…`
    name: /-(\w+?)Function/.exec(functionName)?.[1] ?? functionName,
    client: DynamoDBDocumentClient.from(
      new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }),
    ),
  }));
});
afterAll(() => {
  for (const { client } of thieves) client.destroy();
  trail.close();
});

type AuditItem = Record<string, unknown> & AuditEvent & { pk: string; sk: string };

/** Records an event of this moment, as the platform does, and returns its item. */
async function plant(): Promise<AuditItem> {
  const event: AuditEvent = {
    callId: randomUUID(),
    phase: 'outcome',
    at: new Date().toISOString(),
    correlationId: randomUUID(),
    tenant: TENANT,
    principal: 'test:thief',
    credential: 'key',
    address: '192.0.2.0/24',
    operation: 'tools/call',
    target: 'initiate_payment',
    argumentsHash: '00',
    argumentsProjection: {},
    outcome: 'ok',
  };
  await auditTrail(trail.audit).record(event);
  const [item] = (await trail.ofTenant(TENANT)).filter(({ callId }) => callId === event.callId);
  return item as AuditItem;
}

const allowed = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    (error: Error) => {
      if (error.name === 'AccessDeniedException') return false;
      throw error;
    },
  );
/** The names of the functions for which an attempt was allowed. */
async function allowedTo(attempt: (thief: Thief) => Promise<unknown>): Promise<string[]> {
  const answers = await Promise.all(thieves.map(async (thief) => [thief.name, await allowed(attempt(thief))] as const));
  return answers.filter(([, may]) => may).map(([name]) => name);
}

/** Resolves once the watcher has reported a change of an item: it learns of it from a stream that is polled. */
async function reported(change: 'MODIFY' | 'REMOVE', sk: string): Promise<void> {
  const isReport = ({ text }: { text: string }) =>
    ['before it was sealed', change, sk].every((part) => text.includes(part));
  while (!(await logs('function')).some(isReport)) await pause(50);
}

describe('with the role of every function, a thief', () => {
  it('adds events if the function adds events, and replaces none by guessing', async () => {
    const item = await plant();
    const { nonce: _nonce, pk: _pk, sk: _sk, ...event } = item;
    const guesses = [auditKey(event), auditKey({ ...event, nonce: randomBytes(16).toString('hex') })];
    const writers = await allowedTo(async ({ client }) => {
      for (const key of guesses) {
        await client.send(new PutCommand({ TableName, Item: { ...event, ...key, outcome: 'error' } }));
      }
    });
    expect(writers.toSorted()).toEqual(WRITERS);
    const all = await trail.ofTenant(TENANT);
    expect(all.filter(({ sk }) => sk === item.sk)).toEqual([item]);
  });

  it('either writes events or reads them', async () => {
    const { pk, sk, at } = await plant();
    const Key = { pk, sk };
    const { index, attribute } = AUDIT_INDEXES.principal;
    const query = (fields: object, name: string, value: unknown) =>
      new QueryCommand({
        TableName,
        KeyConditionExpression: '#key = :value',
        ExpressionAttributeNames: { '#key': name },
        ExpressionAttributeValues: { ':value': value },
        ...fields,
      });
    const reads = [
      () => new GetCommand({ TableName, Key }),
      () => new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [Key] } } }),
      () => new ScanCommand({ TableName, Limit: 1 }),
      () => query({}, 'pk', auditPartition(TENANT, String(at).slice(0, 13), 0)),
      () => query({ IndexName: index }, attribute, 'x'),
    ];
    const readers = new Set<string>();
    for (const read of reads)
      for (const name of await allowedTo(({ client }) => client.send(read() as GetCommand))) readers.add(name);
    expect([...readers]).toEqual(['AuditSealer']);
  });

  it('changes and removes no event, except that the sealer removes, which is reported', async () => {
    const { pk, sk } = await plant();
    const Key = { pk, sk };
    const change = {
      TableName,
      Key,
      UpdateExpression: 'SET outcome = :o',
      ExpressionAttributeValues: { ':o': 'error' },
    };
    const writes = [
      () => new UpdateCommand(change),
      () => new TransactWriteCommand({ TransactItems: [{ Update: change }] }),
      () => new BatchWriteCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: Key } }] } }),
    ];
    for (const write of writes) {
      expect(await allowedTo(({ client }) => client.send(write() as UpdateCommand))).toEqual([]);
    }
    const removers = await allowedTo(({ client }) => client.send(new DeleteCommand({ TableName, Key })));
    expect(removers).toEqual(['AuditSealer']);
    await reported('REMOVE', sk);
  });

  it('is reported if it replaces an event whose key has leaked', async () => {
    const writers = thieves.filter(({ name }) => WRITERS.includes(name));
    expect(writers).toHaveLength(WRITERS.length);
    const items = await Promise.all(writers.map(plant));
    await Promise.all(
      writers.map(({ client }, place) =>
        client.send(new PutCommand({ TableName, Item: { ...items[place], outcome: 'error' } })),
      ),
    );
    for (const { sk } of items) await reported('MODIFY', sk);
  });
});

it('a write of the platform itself replaces no event, though it knows the key', async () => {
  const item = await plant();
  const { pk: _pk, sk: _sk, ...event } = item;
  await expect(auditTrail(trail.audit).record({ ...event, outcome: 'error' })).rejects.toMatchObject({ code: 'E5002' });
  await auditTrail(trail.audit).record(event);
  expect((await trail.ofTenant(TENANT)).filter(({ sk }) => sk === item.sk)).toEqual([item]);
});
