import {
  InvokeCommand,
  type InvokeCommandInput,
  type InvokeCommandOutput,
  type LambdaClient,
  LambdaServiceException,
  RequestTooLargeException,
  ResourceNotFoundException,
  ServiceException,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda';
import { encodeRfc3986 } from './canonical-uri.ts';
import type { AwsAnswer, TimeLimits } from './connection-pool.ts';
import { faultOf } from './dynamodb-errors.ts';
import { refusalOf } from './failures.ts';
import type { AnyCommand, SendOptions } from './lean-dynamodb.ts';
import { openTransport } from './transport.ts';

type Send = (command: AnyCommand, options?: SendOptions, ...rest: unknown[]) => Promise<unknown>;

/** A function may work for 15 minutes, so the answer has no limit here: callers pass a signal. */
const LIMITS: TimeLimits = { connectMs: 1_000 };

/** A Lambda client whose buffered `Invoke` skips the SDK's layers; everything else goes through the SDK. */
export function leanLambdaClient(client: LambdaClient): LambdaClient {
  const transport = openTransport(client.config, { name: 'lambda', limits: LIMITS, failure: lambdaError });
  const slowly = client.send.bind(client) as Send;
  const send: Send = async (command, options, ...rest) => {
    const request = command instanceof InvokeCommand ? requestOf(command.input) : undefined;
    if (!request || typeof options === 'function') return slowly(command, options, ...rest);
    return outputOf(await transport(request, options?.abortSignal));
  };
  return Object.assign(client, { send });
}

/** The request of an invocation; undefined if the input has fields that only the SDK can write. */
function requestOf({ FunctionName, Payload, TenantId, Qualifier, InvocationType, ...rest }: InvokeCommandInput) {
  if (FunctionName === undefined || !(Payload instanceof Uint8Array)) return undefined;
  if (Object.values(rest).some((value) => value !== undefined)) return undefined;
  const query = Qualifier === undefined ? '' : `?Qualifier=${encodeRfc3986(Qualifier)}`;
  return {
    path: `/2015-03-31/functions/${encodeRfc3986(FunctionName)}/invocations${query}`,
    headers: {
      'content-type': 'application/octet-stream',
      ...(InvocationType === undefined ? {} : { 'x-amz-invocation-type': InvocationType }),
      ...(TenantId === undefined ? {} : { 'x-amz-tenant-id': TenantId }),
    },
    body: Buffer.from(Payload),
    repeatable: false,
  };
}

function outputOf({
  status,
  headers,
  body,
}: AwsAnswer): Omit<InvokeCommandOutput, 'Payload'> & { Payload: Uint8Array } {
  const text = (name: string) => headers[name]?.toString();
  return {
    $metadata: { httpStatusCode: status },
    StatusCode: status,
    FunctionError: text('x-amz-function-error'),
    ExecutedVersion: text('x-amz-executed-version'),
    Payload: body,
  };
}

/** Exceptions of Invoke that callers distinguish, by the name that Lambda gives. */
const EXCEPTIONS = new Map(
  Object.entries({ RequestTooLargeException, ResourceNotFoundException, ServiceException, TooManyRequestsException }),
);

function lambdaError(answer: AwsAnswer): Error {
  const { name, message, metadata } = refusalOf(answer);
  const Exception = EXCEPTIONS.get(name);
  if (Exception) return new Exception({ message, $metadata: metadata });
  return new LambdaServiceException({ name, $fault: faultOf(answer), message, $metadata: metadata });
}
