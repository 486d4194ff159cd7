import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import type { TimeLimits } from './connection-pool.ts';
import { leanDocumentClient } from './lean-dynamodb.ts';

const settings = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

describe('the lean document client, against a DynamoDB', () => {
  let database: TestDatabase;
  let client: DynamoDBDocumentClient;
  let sdk: DynamoDBDocumentClient;
  let TableName: string;
  const key = (sk: string) => ({ pk: 'p', sk });

  beforeAll(async () => {
    database = await startDynamoDb();
    TableName = await database.table();
    client = database.client;
    const { protocol, hostname, port } = await endpoint(database);
    const url = `${protocol}//${hostname}:${port}`;
    sdk = DynamoDBDocumentClient.from(new DynamoDBClient({ ...settings, endpoint: url }));
  });
  afterAll(() => database.stop());

  it('reads what it wrote, and what the SDK wrote', async () => {
    const Item = {
      ...key('a'),
      text: 'ä',
      number: 1.5,
      list: [1, null, { deep: true }],
      bytes: new Uint8Array([1, 2]),
    };
    await client.send(new PutCommand({ TableName, Item: { ...Item, left: undefined } }));
    const get = new GetCommand({ TableName, Key: key('a'), ConsistentRead: true });
    expect((await client.send(get)).Item).toEqual(Item);
    expect((await sdk.send(get)).Item).toEqual(Item);
    expect((await client.send(new GetCommand({ TableName, Key: key('none') }))).Item).toBeUndefined();
  });

  it('throws the error of a failed condition, with the item', async () => {
    await client.send(new PutCommand({ TableName, Item: { ...key('b'), count: 3 } }));
    const refused = client.send(
      new UpdateCommand({
        TableName,
        Key: key('b'),
        UpdateExpression: 'ADD #count :one',
        ConditionExpression: '#count < :limit',
        ExpressionAttributeNames: { '#count': 'count' },
        ExpressionAttributeValues: { ':one': 1, ':limit': 3 },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    const error = await refused.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({ Item: { count: { N: '3' } }, $metadata: { httpStatusCode: 400 } });
  });

  it('returns the attributes of an update and a deletion', async () => {
    const update = new UpdateCommand({
      TableName,
      Key: key('c'),
      UpdateExpression: 'SET v = :v',
      ExpressionAttributeValues: { ':v': 'x' },
      ReturnValues: 'ALL_NEW',
    });
    expect((await client.send(update)).Attributes).toEqual({ ...key('c'), v: 'x' });
    const deletion = new DeleteCommand({ TableName, Key: key('c'), ReturnValues: 'ALL_OLD' });
    expect((await client.send(deletion)).Attributes).toEqual({ ...key('c'), v: 'x' });
  });

  it('pages through a query', async () => {
    const sks = ['q1', 'q2', 'q3'];
    for (const sk of sks) await client.send(new PutCommand({ TableName, Item: { pk: 'many', sk } }));
    const found: unknown[] = [];
    const query = {
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': 'many' },
      Limit: 2,
    };
    for await (const page of paginateQuery({ client }, query)) found.push(page.Items?.map(({ sk }) => sk));
    expect(found.flat()).toEqual(sks);
    expect(found.length).toBeGreaterThan(1);
  });

  it('executes a transaction as a whole or not at all, and says which condition failed', async () => {
    const put = (sk: string) => ({
      Put: {
        TableName,
        Item: { ...key(sk), first: true },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      },
    });
    await client.send(new TransactWriteCommand({ TransactItems: [put('t1')] }));
    const refused = client.send(new TransactWriteCommand({ TransactItems: [put('t2'), put('t1')] }));
    const error = await refused.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error).toMatchObject({
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: { first: { BOOL: true } } }],
    });
    expect((await client.send(new GetCommand({ TableName, Key: key('t2') }))).Item).toBeUndefined();
  });

  it('reads several items at once', async () => {
    for (const sk of ['m1', 'm2']) await client.send(new PutCommand({ TableName, Item: key(sk) }));
    const Keys = ['m1', 'm2', 'm3'].map(key);
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }),
    );
    expect(Responses?.[TableName]).toHaveLength(2);
    expect(UnprocessedKeys).toEqual({});
  });

  it('sends a command that it does not know through the SDK', async () => {
    const write = { RequestItems: { [TableName]: [{ PutRequest: { Item: key('w') } }] } };
    await client.send(new BatchWriteCommand(write));
    const counted = new GetCommand({ TableName, Key: key('w'), AttributesToGet: ['sk'] });
    expect((await client.send(counted)).Item).toEqual({ sk: 'w' });
  });
});

describe('the lean document client, when DynamoDB fails', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** A client of a server that gives the nth answer to the nth request; undefined is silence, 'drop' a broken connection. */
  async function clientOf(answers: (Answer | 'drop' | undefined)[], limits: TimeLimits = {}) {
    const seen: { token?: unknown; date: string }[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const answer = answers[seen.length];
      const { ClientRequestToken: token } = JSON.parse(Buffer.concat(chunks).toString());
      seen.push({ token, date: String(request.headers['x-amz-date']) });
      if (answer === 'drop') request.socket.destroy();
      else if (answer) response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const dynamoDb = new DynamoDBClient({ ...settings, endpoint: url, maxAttempts: 3 });
    return { client: leanDocumentClient(dynamoDb, limits), dynamoDb, seen };
  }
  const get = new GetCommand({ TableName: 't', Key: { pk: 'a' } });
  const throttled = failure('ProvisionedThroughputExceededException');

  it.each([
    ['a throttled request', throttled],
    ['a fault of the service', failure('InternalServerError', 500)],
    ['an answer of a load balancer without a backend', { status: 503, body: 'no backend' }],
    ['a write conflict between replicas', failure('ReplicatedWriteConflictException')],
    ['a connection that breaks', 'drop' as const],
  ])('retries %s', async (_what, failed) => {
    const { client, seen } = await clientOf([failed, failed, ok({ Item: { pk: { S: 'a' } } })]);
    expect((await client.send(get)).Item).toEqual({ pk: 'a' });
    expect(seen).toHaveLength(3);
  });

  it('fails after the attempts of the client, with the exception of the service', async () => {
    const { client, seen } = await clientOf([throttled, throttled, throttled, ok({})]);
    await expect(client.send(get)).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    expect(seen).toHaveLength(3);
  });

  it.each(['AccessDeniedException', 'ValidationException'])('does not retry a final refusal: %s', async (name) => {
    const { client, seen } = await clientOf([failure(name), ok({})]);
    await expect(client.send(get)).rejects.toMatchObject({ name, message: 'as sent' });
    expect(seen).toHaveLength(1);
  });

  it('sends a transaction again under the same token', async () => {
    const { client, seen } = await clientOf([failure('InternalServerError', 500), ok({})]);
    await client.send(new TransactWriteCommand({ TransactItems: [{ Put: { TableName: 't', Item: { pk: 'a' } } }] }));
    expect(seen[0]?.token).toEqual(expect.any(String));
    expect(seen[1]?.token).toBe(seen[0]?.token);
  });

  it('fails a request that gets no answer', async () => {
    const { client } = await clientOf([undefined, undefined, undefined], { answerMs: 50 });
    await expect(client.send(get)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('does not count the time in which the process was frozen', async () => {
    const { client, seen } = await clientOf([ok({ Item: { pk: { S: 'a' } } })], { answerMs: 60 });
    const answer = client.send(get);
    // Long enough for every timer, and too busy to read what comes.
    await new Promise((resolve) => setImmediate(resolve));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    expect((await answer).Item).toEqual({ pk: 'a' });
    expect(seen).toHaveLength(1);
  });

  it('ends a request when its caller aborts', async () => {
    const { client, seen } = await clientOf([undefined]);
    const stop = new AbortController();
    const stopped = client.send(get, { abortSignal: stop.signal });
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen.length).toBeLessThanOrEqual(1);
  });

  it('takes over the clock of AWS if its own is far off', async () => {
    const theirs = Date.parse('2030-01-01T00:00:00Z');
    const skewed = { ...failure('InvalidSignatureException'), headers: { date: new Date(theirs).toUTCString() } };
    const { client, dynamoDb, seen } = await clientOf([skewed, ok({})]);
    await client.send(get);
    expect(seen[1]?.date.slice(0, 9)).toBe('20300101T');
    expect(dynamoDb.config.systemClockOffset).toBeGreaterThan(0);
  });
});

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}

function failure(name: string, status = 400): Answer {
  return { status, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'as sent' } };
}

const ok = (body: object): Answer => ({ status: 200, body });

async function endpoint({ client }: TestDatabase) {
  const found = await client.config.endpoint?.();
  if (!found) throw new Error('The database has no endpoint.');
  return found;
}
