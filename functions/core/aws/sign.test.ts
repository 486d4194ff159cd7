import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
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

/** Signs the same request again: its own headers, at its own time. */
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

describe('the signature', () => {
  it('of a request to DynamoDB is that of the SDK', async () => {
    const client = new DynamoDBClient({ ...settings, maxAttempts: 1 });
    const request = await signedBySdk(client, new GetItemCommand({ TableName: 't', Key: { pk: { S: 'ä' } } }));
    expect(signedAgain(request, 'dynamodb').authorization).toBe(request.headers.authorization);
  });

  it('of an invocation, with colons in its path, is that of the SDK', async () => {
    const client = new LambdaClient({ ...settings, maxAttempts: 1 });
    const FunctionName = 'arn:aws:lambda:eu-west-1:123456789012:function:name:7';
    const request = await signedBySdk(client, new InvokeCommand({ FunctionName, Payload: Buffer.from('{}') }));
    expect(request.path).toContain('%3A');
    expect(signedAgain(request, 'lambda').authorization).toBe(request.headers.authorization);
  });
});
