import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ScriptedAws, type ScriptStep, startScriptedAws } from '../../../test/support/scripted-aws.ts';
import { isRetryStrategy } from './client-config.ts';
import { leanDocumentClient } from './lean-dynamodb.ts';
import { leanLambdaClient } from './lean-lambda.ts';

/** Limit of an attempt. Only silence reaches it, so a busy machine does not. */
const PATIENT_MS = 30_000;
let aws: ScriptedAws;
beforeAll(async () => {
  aws = await startScriptedAws();
});
afterAll(() => aws.stop());

/** New clients for each script, so that none has a kept connection or a spent allowance. */
const settings = (limitMs = PATIENT_MS) => ({
  endpoint: aws.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  requestHandler: { requestTimeout: limitMs, throwOnRequestTimeout: true },
});

/** A client with the SDK's own strategy for three attempts, without its pauses. */
function dynamoDb(limitMs?: number): DynamoDBClient {
  const client = new DynamoDBClient({ ...settings(limitMs), maxAttempts: 3 });
  const strategyOf = client.config.retryStrategy;
  client.config.retryStrategy = async () => {
    const strategy = await strategyOf();
    if (!isRetryStrategy(strategy)) throw new Error('The SDK has another kind of strategy.');
    const refresh = strategy.refreshRetryTokenForRetry.bind(strategy);
    strategy.refreshRetryTokenForRetry = async (...order: Parameters<typeof refresh>) =>
      Object.assign(await refresh(...order), { getRetryDelay: () => 0 });
    return strategy;
  };
  return client;
}
const lambda = () => new LambdaClient({ ...settings(), maxAttempts: 1 });

interface Sender {
  send(command: never): Promise<unknown>;
  destroy(): void;
}

/** How a script ends for a client: what the caller gets, and the number of requests. */
async function endOf(client: Sender, command: object, script: readonly ScriptStep[]) {
  aws.play(script);
  const outcome = await client.send(command as never).then(
    (answer) => {
      const { $metadata: _none, ...fields } = answer as Record<string, unknown>;
      const given = Object.entries(fields).filter(([, value]) => value !== undefined);
      const readable = given.map(([name, value]) => [
        name,
        value instanceof Uint8Array ? Buffer.from(value).toString() : value,
      ]);
      return { answer: Object.fromEntries(readable) };
    },
    // A refusal has a status; a broken connection has none that counts.
    (error: Error & { $fault?: string; $metadata?: { httpStatusCode?: number } }) => ({
      error: error.name,
      ...(error.$fault === undefined ? {} : { status: error.$metadata?.httpStatusCode }),
    }),
  );
  client.destroy();
  return { outcome, attempts: aws.attempts() };
}

const refusal = (status: number, name: string): ScriptStep => ({
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'No.' },
});
const OK: ScriptStep = { status: 200, body: { ConsumedCapacity: { TableName: 'things', CapacityUnits: 1.5 } } };
const THROTTLED = refusal(400, 'ProvisionedThroughputExceededException');

const SCRIPTS: [string, ScriptStep[]][] = [
  ['answers', [OK]],
  ['throttles once', [THROTTLED, OK]],
  ['throttles without end', [THROTTLED]],
  ['throttles by another name', [refusal(400, 'ThrottlingException'), OK]],
  ['limits requests', [refusal(400, 'RequestLimitExceeded'), OK]],
  ['fails twice', [refusal(500, 'InternalServerError'), refusal(500, 'InternalServerError'), OK]],
  ['fails without end', [refusal(500, 'InternalServerError')]],
  ['is unavailable as a page', [{ status: 503, body: '<html>busy</html>' }, OK]],
  ['is a bad gateway without end', [{ status: 502, body: '' }]],
  ['refuses a condition', [refusal(400, 'ConditionalCheckFailedException')]],
  ['refuses access', [refusal(400, 'AccessDeniedException')]],
  ['refuses the table', [refusal(400, 'ResourceNotFoundException')]],
  ['has a conflict of transactions', [refusal(400, 'TransactionConflictException')]],
  ['resets a new connection once', ['reset', OK]],
  ['resets without end', ['reset']],
  ['breaks off an answer once', ['half', OK]],
  ['breaks off without end', ['half']],
];

const TABLE = { TableName: 'things' };
const COMMANDS: [string, () => object][] = [
  ['a read', () => new GetCommand({ ...TABLE, Key: { pk: 'a' } })],
  ['a write', () => new PutCommand({ ...TABLE, Item: { pk: 'a' } })],
  [
    'a write that counts',
    () =>
      new UpdateCommand({
        ...TABLE,
        Key: { pk: 'a' },
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': 1 },
      }),
  ],
];

describe.each(SCRIPTS)('DynamoDB that %s', (_script, steps) => {
  it.each(COMMANDS)(
    'has the same outcome after the same number of attempts for the SDK and the lean transport: %s',
    async (_what, command) => {
      const sdk = await endOf(DynamoDBDocumentClient.from(dynamoDb()), command(), steps);
      const lean = await endOf(leanDocumentClient(dynamoDb(), { answerMs: PATIENT_MS }), command(), steps);
      expect(lean).toEqual(sdk);
    },
  );
});

it.each<[string, ScriptStep[], number]>([
  ['once', ['silence', OK], 1_000],
  ['without end', ['silence'], 250],
])(
  'DynamoDB that is silent %s has the same outcome for the SDK and the lean transport',
  async (_script, steps, limitMs) => {
    const read = () => new GetCommand({ ...TABLE, Key: { pk: 'a' } });
    const sdk = await endOf(DynamoDBDocumentClient.from(dynamoDb(limitMs)), read(), steps);
    const lean = await endOf(leanDocumentClient(dynamoDb(limitMs), { answerMs: limitMs }), read(), steps);
    expect(lean).toEqual(sdk);
  },
);

describe('a kept connection that ends as a request goes out on it', () => {
  /** Sends a command on a connection that an earlier one has opened. */
  async function endOfSecond(client: Sender, command: () => object, steps: readonly ScriptStep[]) {
    aws.play([OK]);
    await client.send(new GetCommand({ ...TABLE, Key: { pk: 'a' } }) as never);
    return endOf(client, command(), steps);
  }
  const bySdk = (command: () => object, steps: readonly ScriptStep[]) =>
    endOfSecond(DynamoDBDocumentClient.from(dynamoDb()), command, steps);
  const byLean = (command: () => object, steps: readonly ScriptStep[]) =>
    endOfSecond(leanDocumentClient(dynamoDb(), { answerMs: PATIENT_MS }), command, steps);
  const [read, write, counting] = COMMANDS.map(([, command]) => command) as [() => object, () => object, () => object];

  it('costs one attempt more, for the SDK and the lean transport, if the request may be repeated', async () => {
    for (const command of [read, write]) {
      const [sdk, lean] = [await bySdk(command, ['reset', OK]), await byLean(command, ['reset', OK])];
      expect([lean.attempts, lean]).toEqual([2, sdk]);
    }
  });

  it('ends in the same error if AWS resets without end, for which the lean transport tries once more', async () => {
    const [sdk, lean] = [await bySdk(read, ['reset']), await byLean(read, ['reset'])];
    expect(lean.outcome).toEqual(sdk.outcome);
    expect([sdk.attempts, lean.attempts]).toEqual([3, 4]);
  });

  it('is an error of a write that counts for the lean transport alone, since the SDK may count twice', async () => {
    const [sdk, lean] = [await bySdk(counting, ['reset', OK]), await byLean(counting, ['reset', OK])];
    expect(sdk.attempts).toBe(2);
    expect(lean).toMatchObject({ outcome: { error: 'LostConnection' }, attempts: 1 });
  });
});

const INVOKED: ScriptStep = { status: 200, body: '{"status":"ok"}', headers: { 'x-amz-executed-version': '7' } };
const lambdaRefusal = (status: number, name: string): ScriptStep => ({
  status,
  body: { Message: 'No.' },
  headers: { 'x-amzn-errortype': name },
});

describe.each<[string, ScriptStep[]]>([
  ['answers', [INVOKED]],
  ['has a function that fails', [{ status: 200, body: '{}', headers: { 'x-amz-function-error': 'Unhandled' } }]],
  ['throttles', [lambdaRefusal(429, 'TooManyRequestsException')]],
  ['fails', [lambdaRefusal(500, 'ServiceException')]],
  ['refuses access', [lambdaRefusal(403, 'AccessDeniedException')]],
  ['has no such function', [lambdaRefusal(404, 'ResourceNotFoundException')]],
  ['is unavailable', [{ status: 503, body: '' }]],
  ['resets a new connection', ['reset']],
])('Lambda that %s', (_script, steps) => {
  it('has the same outcome for the SDK and the lean transport, and is asked once', async () => {
    const invoke = () => new InvokeCommand({ FunctionName: 'family', Payload: Buffer.from('{}') });
    const sdk = await endOf(lambda(), invoke(), steps);
    const lean = await endOf(leanLambdaClient(lambda()), invoke(), steps);
    expect(lean.attempts).toBe(1);
    expect(lean).toEqual(sdk);
  });
});
