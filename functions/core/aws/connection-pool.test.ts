import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCommand, PutCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it } from '@jest/globals';
import { IDLE_MS, openConnectionPool } from './connection-pool.ts';
import { leanDocumentClient } from './lean-dynamodb.ts';
import { leanLambdaClient } from './lean-lambda.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server that answers each request with an empty object, unless `drops` says to break its connection instead. */
async function startServer(drops: (nth: number) => boolean = () => false) {
  const connections: Socket[] = [];
  let requests = 0;
  const server = createServer({ keepAliveTimeout: 600_000 }, async (request, response) => {
    for await (const _chunk of request);
    if (drops(requests++)) request.socket.resetAndDestroy();
    else response.end('{}');
  });
  server.on('connection', (socket) => connections.push(socket));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { endpoint, connections, requests: () => requests };
}

const settings = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const Key = { pk: 'a' };

describe('a kept connection', () => {
  const sendTwice = async (pauseMs: number) => {
    const { endpoint, connections } = await startServer();
    let now = 0;
    const send = openConnectionPool({}, () => now);
    const request = { endpoint: new URL(endpoint), path: '/', headers: {}, body: '' };
    await send(request);
    // The agent takes the connection back after the answer was read.
    await new Promise((resolve) => setImmediate(resolve));
    now += pauseMs;
    await send(request);
    return connections.length;
  };

  it('is used again by the next request', async () => {
    expect(await sendTwice(IDLE_MS - 1)).toBe(1);
  });

  it('is replaced once it was idle for so long that AWS may be closing it', async () => {
    expect(await sendTwice(IDLE_MS)).toBe(2);
  });
});

describe('a request whose kept connection AWS has just closed', () => {
  const counted = new UpdateCommand({
    TableName: 't',
    Key,
    UpdateExpression: 'ADD #count :one',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: { ':one': 1 },
  });
  const incremented = new UpdateCommand({
    TableName: 't',
    Key,
    UpdateExpression: 'SET n = n + :one',
    ExpressionAttributeValues: { ':one': 1 },
  });

  /** Sends a first request, whose connection is kept, and then the command on that connection, which breaks. */
  async function afterFirst(command: unknown) {
    const { endpoint, requests } = await startServer((nth) => nth === 1);
    const client = leanDocumentClient(new DynamoDBClient({ ...settings, endpoint, maxAttempts: 3 }));
    const send = client.send.bind(client) as (command: unknown) => Promise<unknown>;
    await send(new GetCommand({ TableName: 't', Key }));
    await new Promise((resolve) => setImmediate(resolve));
    const outcome = await send(command).then(
      () => 'answered',
      (error: Error) => error.name,
    );
    return { outcome, attempts: requests() - 1 };
  }

  it.each([
    ['a read', new GetCommand({ TableName: 't', Key })],
    ['a write of a whole item', new PutCommand({ TableName: 't', Item: Key })],
    [
      'a transaction, which carries a token',
      new TransactWriteCommand({ TransactItems: [{ Put: { TableName: 't', Item: Key } }] }),
    ],
  ])('is sent again once if it is %s', async (_what, command) => {
    expect(await afterFirst(command)).toEqual({ outcome: 'answered', attempts: 2 });
  });

  it.each([
    ['adds to a number', counted],
    ['increments a number', incremented],
  ])('is not sent again if it %s, since its outcome is unknown', async (_what, command) => {
    expect(await afterFirst(command)).toEqual({ outcome: 'LostConnection', attempts: 1 });
  });

  it('is not sent again if it invokes a function', async () => {
    const { endpoint, requests } = await startServer((nth) => nth === 1);
    const client = leanLambdaClient(new LambdaClient({ ...settings, endpoint, maxAttempts: 3 }));
    const invoke = new InvokeCommand({ FunctionName: 'f', Payload: Buffer.from('{}') });
    await client.send(invoke);
    await new Promise((resolve) => setImmediate(resolve));
    await expect(client.send(invoke)).rejects.toMatchObject({ name: 'LostConnection', code: 'ECONNRESET' });
    expect(requests()).toBe(2);
  });
});
