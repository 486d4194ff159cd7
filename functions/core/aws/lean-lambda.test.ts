import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  InvokeCommand,
  LambdaClient,
  ResourceNotFoundException,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from '@jest/globals';
import { leanLambdaClient } from './lean-lambda.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Seen {
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A client of a Lambda that answers each request with this. */
async function clientOf(answer: { status?: number; headers?: Record<string, string>; body: string }) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sdk = new LambdaClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return { client: leanLambdaClient(sdk), seen };
}

const FunctionName = 'arn:aws:lambda:us-east-1:123456789012:function:kyc:3';
const invoke = new InvokeCommand({ FunctionName, Payload: Buffer.from('{"a":1}'), TenantId: 'acme' });

describe('the lean Lambda client', () => {
  it('invokes a function with payload and tenant, and returns its answer', async () => {
    const { client, seen } = await clientOf({ headers: { 'x-amz-executed-version': '3' }, body: '{"sum":3}' });
    const answer = await client.send(invoke);
    expect(Buffer.from(answer.Payload ?? []).toString()).toBe('{"sum":3}');
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '3', FunctionError: undefined });
    expect(seen[0]).toMatchObject({
      url: `/2015-03-31/functions/${encodeURIComponent(FunctionName)}/invocations`,
      headers: { 'x-amz-tenant-id': 'acme', authorization: expect.stringMatching('/us-east-1/lambda/aws4_request') },
      body: '{"a":1}',
    });
  });

  it('sends an event without waiting for its result', async () => {
    const { client, seen } = await clientOf({ status: 202, body: '' });
    const event = new InvokeCommand({ FunctionName, Payload: Buffer.from('{}'), InvocationType: 'Event' });
    expect(await client.send(event)).toMatchObject({ StatusCode: 202 });
    expect(seen[0]?.headers['x-amz-invocation-type']).toBe('Event');
  });

  it('reports a function that failed', async () => {
    const { client } = await clientOf({ headers: { 'x-amz-function-error': 'Unhandled' }, body: '{}' });
    expect((await client.send(invoke)).FunctionError).toBe('Unhandled');
  });

  it.each([
    [429, 'TooManyRequestsException', TooManyRequestsException],
    [404, 'ResourceNotFoundException:http://internal.amazon.com/', ResourceNotFoundException],
  ])('throws the exception of the SDK for %s', async (status, type, Exception) => {
    const headers = { 'x-amzn-errortype': type };
    const { client, seen } = await clientOf({ status, headers, body: '{"Message":"as sent"}' });
    const error = await client.send(invoke).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Exception);
    expect(error).toMatchObject({ message: 'as sent', $metadata: { httpStatusCode: status } });
    expect(seen).toHaveLength(1);
  });

  it('does not retry a failed invocation', async () => {
    const { client, seen } = await clientOf({ status: 500, body: '{}' });
    await expect(client.send(invoke)).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    expect(seen).toHaveLength(1);
  });

  it('ends an invocation when its caller aborts', async () => {
    const { client } = await clientOf({ body: '{}' });
    await expect(client.send(invoke, { abortSignal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
