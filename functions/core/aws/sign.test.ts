import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ALWAYS_UNSIGNABLE_HEADERS, SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { encodeRfc3986 } from './canonical-uri.ts';
import { leanDocumentClient } from './lean-dynamodb.ts';
import { leanLambdaClient } from './lean-lambda.ts';
import { signer } from './sign.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session/token+with=signs' };
const settings = { region: 'eu-west-1', credentials };

interface SignedRequest {
  hostname: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** The request as the SDK would send it, signed. */
async function signedBySdk(client: DynamoDBClient | LambdaClient, command: unknown): Promise<SignedRequest> {
  let request: SignedRequest | undefined;
  const stack = client.middlewareStack as { add(middleware: unknown, options: object): void };
  stack.add(
    () => async (args: { request: SignedRequest }) => {
      request = args.request;
      throw new Error('not sent');
    },
    { step: 'finalizeRequest', priority: 'low', name: 'capture' },
  );
  await expect((client as { send(command: unknown): Promise<unknown> }).send(command)).rejects.toThrow('not sent');
  if (!request) throw new Error('The SDK made no request.');
  return request;
}

/** SHA-256 as the SDK's signer wants it: a hash, or a keyed one. */
class Sha256 {
  private readonly hash: Hash | Hmac;
  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = key === undefined ? createHash('sha256') : createHmac('sha256', key as string);
  }
  update(data: Uint8Array): void {
    this.hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {}
}

/** Signs the same request again, with its own headers and its own time. */
function signedAgain({ hostname, path, headers, body }: SignedRequest, service: string) {
  const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
  const own = names.filter((name) => !['host', 'x-amz-date', 'x-amz-security-token'].includes(name));
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(headers['x-amz-date'] ?? '') ?? [];
  const now = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const unsigned = {
    host: hostname,
    path,
    body,
    headers: Object.fromEntries(own.map((name) => [name, headers[name] ?? ''])),
  };
  return signer({ service, region: 'eu-west-1' })(unsigned, credentials, now);
}

describe('the signature of a request', () => {
  it('to DynamoDB equals the signature of the SDK', async () => {
    const client = new DynamoDBClient({ ...settings, maxAttempts: 1 });
    const request = await signedBySdk(client, new GetItemCommand({ TableName: 't', Key: { pk: { S: 'ä' } } }));
    expect(signedAgain(request, 'dynamodb').authorization).toBe(request.headers.authorization);
  });

  it('to Lambda, with colons in its path, equals the signature of the SDK', async () => {
    const client = new LambdaClient({ ...settings, maxAttempts: 1 });
    const FunctionName = 'arn:aws:lambda:eu-west-1:123456789012:function:name:7';
    const request = await signedBySdk(client, new InvokeCommand({ FunctionName, Payload: Buffer.from('{}') }));
    expect(request.path).toContain('%3A');
    expect(signedAgain(request, 'lambda').authorization).toBe(request.headers.authorization);
  });

  it('covers every header but those that the SDK never signs', () => {
    const unsignable = Object.keys(ALWAYS_UNSIGNABLE_HEADERS);
    expect(unsignable).toContain('x-amzn-trace-id');
    const names = [...unsignable, 'proxy-authorization', 'sec-fetch-mode', 'x-amz-target', 'content-type'];
    const headers = Object.fromEntries(names.map((name) => [name, 'a']));
    const unsigned = { host: 'aws.test', path: '/', headers, body: '' };
    const { authorization } = signer({ service: 'dynamodb', region: 'eu-west-1' })(unsigned, credentials, 0);
    expect(signedHeadersOf(authorization)).toEqual([
      'content-type',
      'host',
      'x-amz-date',
      'x-amz-security-token',
      'x-amz-target',
    ]);
  });

  const part = fc.string({
    unit: fc.constantFrom('a', 'Z', '0', '-', '~', ' ', '/', '!', "'", '(', '*', '+', '=', '&', 'ä'),
  });
  it('equals the signature of the SDK for any path and query', async () => {
    const sdk = new SignatureV4({ ...settings, service: 'lambda', sha256: Sha256, applyChecksum: false });
    const own = signer({ service: 'lambda', region: 'eu-west-1' });
    await fc.assert(
      fc.asyncProperty(
        part,
        fc.dictionary(part, fc.oneof(part, fc.array(part, { minLength: 1 }))),
        async (name, query) => {
          const path = `/functions/${encodeRfc3986(`a${name}`)}/invocations`;
          const headers = { host: 'aws.test', 'x-amzn-trace-id': 'Root=1' };
          const request = {
            method: 'POST',
            protocol: 'https:',
            hostname: 'aws.test',
            path,
            query,
            headers,
            body: '{}',
          };
          const signed = await sdk.sign(request, { signingDate: new Date(0) });
          const wire = Object.entries(query)
            .flatMap(([key, value]) =>
              [value].flat().map((one) => `${encodeURIComponent(key)}=${encodeURIComponent(one)}`),
            )
            .join('&');
          const unsigned = { host: 'aws.test', path: `${path}?${wire}`, headers, body: '{}' };
          expect(own(unsigned, credentials, 0).authorization).toBe(signed.headers.authorization);
        },
      ),
    );
  });
});

describe('a request that is sent within a trace', () => {
  const traced = { _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793', AWS_LAMBDA_FUNCTION_NAME: 'front' };
  beforeEach(() => {
    Object.assign(process.env, traced);
  });
  afterEach(() => {
    for (const name of Object.keys(traced)) delete process.env[name];
  });

  it.each([
    ['DynamoDB', dynamoDbPair, new GetCommand({ TableName: 't', Key: { pk: 'a' } })],
    ['Lambda', lambdaPair, new InvokeCommand({ FunctionName: 'f', Qualifier: '7', Payload: Buffer.from('{}') })],
  ])('to %s carries the trace and signs the headers that the SDK signs', async (_service, pairFor, command) => {
    const server = await startRecorder();
    const { lean, sdk } = pairFor(server.url);
    await lean.send(command);
    await sdk.send(command);
    const [ours = {}, theirs = {}] = server.seen;
    server.stop();
    for (const headers of [ours, theirs]) {
      expect(headers['x-amzn-trace-id']).toBe(traced._X_AMZN_TRACE_ID);
      expect(signedHeadersOf(headers.authorization)).not.toContain('x-amzn-trace-id');
    }
    // The SDK also sends headers of its own, which describe its attempts and its version.
    const common = signedHeadersOf(theirs.authorization).filter((name) => name in ours);
    expect(signedHeadersOf(ours.authorization)).toEqual(common.filter((name) => name !== 'content-length'));
  });
});

const signedHeadersOf = (authorization = '') => /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];

interface Sender {
  send(command: unknown): Promise<unknown>;
}

function dynamoDbPair(endpoint: string) {
  const client = () => new DynamoDBClient({ ...settings, endpoint, maxAttempts: 1 });
  return { lean: leanDocumentClient(client()) as Sender, sdk: DynamoDBDocumentClient.from(client()) as Sender };
}

function lambdaPair(endpoint: string) {
  const client = () => new LambdaClient({ ...settings, endpoint, maxAttempts: 1 });
  return { lean: leanLambdaClient(client()) as Sender, sdk: client() as Sender };
}

/** A server that answers every request with an empty object, and keeps its headers. */
async function startRecorder() {
  const seen: Record<string, string>[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers as Record<string, string>);
    request.resume().once('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, stop };
}
