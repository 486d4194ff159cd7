import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SignCommand } from '@aws-sdk/client-kms';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { leanDocumentClient } from '../lean-dynamodb.ts';
import { leanLambdaClient } from '../lean-lambda.ts';
import { cognitoClient } from './cognito.ts';
import { dynamoDbClient } from './dynamodb.ts';
import { kmsClient } from './kms.ts';
import { lambdaClient } from './lambda.ts';
import { type ClientLimits, limitTotal } from './limits.ts';
import { s3Client } from './s3.ts';
import { secretsManagerClient } from './secrets-manager.ts';
import { sqsClient } from './sqs.ts';

interface Client {
  readonly config: object;
  send(command: unknown, options?: { abortSignal?: AbortSignal }): Promise<unknown>;
}
type Make = (config?: object, limits?: Partial<ClientLimits>) => Client;
const made = (make: unknown) => make as Make;

const key = { TableName: 't', Key: { pk: { S: 'a' } } };
const CLIENTS: [string, Make, unknown][] = [
  ['DynamoDB', made(dynamoDbClient), new GetItemCommand(key)],
  ['Secrets Manager', made(secretsManagerClient), new GetSecretValueCommand({ SecretId: 's' })],
  [
    'KMS',
    made(kmsClient),
    new SignCommand({ KeyId: 'k', Message: Buffer.from('m'), SigningAlgorithm: 'ECDSA_SHA_256' }),
  ],
  ['S3', made(s3Client), new GetObjectCommand({ Bucket: 'b', Key: 'k' })],
  ['SQS', made(sqsClient), new SendMessageCommand({ QueueUrl: 'https://sqs.test/1/q', MessageBody: 'm' })],
  [
    'Cognito',
    made(cognitoClient),
    new InitiateAuthCommand({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId: 'c', AuthParameters: { USERNAME: 'u' } }),
  ],
];
const invoke = new InvokeCommand({ FunctionName: 'f', Payload: Buffer.from('{}') });

/** A server that takes connections and requests, and never answers. */
let silent: Server;
let config: object;
beforeAll(async () => {
  silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  config = { endpoint, credentials, region: 'us-east-1', forcePathStyle: true, useQueueUrlAsEndpoint: false };
});
afterAll(() => {
  silent.closeAllConnections();
  silent.close();
});

const timesOut = expect.objectContaining({ name: 'TimeoutError' });
const LONG = 60_000;

describe.each([...CLIENTS, ['Lambda', made(lambdaClient), invoke] as (typeof CLIENTS)[number]])(
  'the client of %s',
  (_service, make, command) => {
    it('ends a call that gets no answer at its total limit', async () => {
      const client = make({ ...config, maxAttempts: 5 }, { requestMs: LONG, totalMs: 60 });
      await expect(client.send(command)).rejects.toEqual(timesOut);
    });

    it('ends an attempt that gets no answer at its request limit', async () => {
      const client = make({ ...config, maxAttempts: 1 }, { requestMs: 60, totalMs: LONG });
      await expect(client.send(command)).rejects.toEqual(timesOut);
    });

    it('ends a call when its caller aborts it', async () => {
      const client = make({ ...config, maxAttempts: 1 }, { requestMs: LONG, totalMs: LONG });
      await expect(client.send(command, { abortSignal: AbortSignal.timeout(30) })).rejects.toMatchObject({
        name: expect.stringMatching(/^(AbortError|TimeoutError)$/),
      });
    });
  },
);

describe.each(CLIENTS)('the client of %s, as functions make it', (_service, make) => {
  it('has a connection limit, and a request limit that throws', async () => {
    const { requestHandler } = make().config as { requestHandler: { configProvider: Promise<object> } };
    expect(await requestHandler.configProvider).toMatchObject({
      connectionTimeout: expect.any(Number),
      requestTimeout: expect.any(Number),
      throwOnRequestTimeout: true,
    });
  });
});

describe('a client that skips the layers of the SDK', () => {
  it('ends an invocation without an answer at the deadline of the call', async () => {
    const client = leanLambdaClient(lambdaClient(config));
    await expect(client.send(invoke, { abortSignal: AbortSignal.timeout(60) })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('ends a read of a table at its total limit', async () => {
    const client = limitTotal(leanDocumentClient(dynamoDbClient(config), { answerMs: LONG }), 60);
    await expect(client.send(new GetCommand({ TableName: 't', Key: { pk: 'a' } }))).rejects.toEqual(timesOut);
  });
});
