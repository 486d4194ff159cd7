import type { Authoriser } from '../iam/authoriser.ts';
import type { Asynchronous } from '../lambda/asynchronous.ts';
import { buffered } from '../lambda/buffered.ts';
import { LIMITS } from '../lambda/configuration.ts';
import { encodeEvent } from '../lambda/event-stream.ts';
import type { Functions, Resolved } from '../lambda/functions.ts';
import type { InvocationResult } from '../lambda/invocation.ts';
import { policyOf } from '../lambda/permissions.ts';
import { type AwsCall, AwsError, type AwsService } from './service.ts';

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations/;
const INVOKE_STREAMING = /^\/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations/;

/** Lambda's data plane: Invoke (RequestResponse, Event, DryRun) and InvokeWithResponseStream. */
export function lambdaService(parts: {
  functions: Functions;
  asynchronous: Asynchronous;
  authoriser: Authoriser;
}): AwsService {
  const { functions, asynchronous, authoriser } = parts;
  return {
    protocol: 'rest-json',
    async handle(call) {
      const url = new URL(call.url, 'http://lambda');
      const streaming = INVOKE_STREAMING.exec(url.pathname);
      const name = (streaming ?? INVOKE.exec(url.pathname))?.[1];
      if (!name || call.method !== 'POST') {
        throw new AwsError(
          'UnknownOperationException',
          `The local cloud does not offer lambda ${call.method} ${url.pathname}.`,
          404,
        );
      }
      const target = authorised(
        call,
        decodeURIComponent(name),
        url.searchParams.get('Qualifier') ?? undefined,
        functions,
        authoriser,
      );
      const type = header(call, 'x-amz-invocation-type') ?? 'RequestResponse';
      const limit = type === 'Event' ? 1024 * 1024 : LIMITS.payloadBytes;
      if (call.body.length > limit) {
        throw new AwsError(
          'RequestTooLargeException',
          `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
          413,
          { Type: 'User' },
        );
      }
      const tenantId = header(call, 'x-amz-tenant-id');
      const invocation = {
        payload: call.body.length > 0 ? call.body : Buffer.from('{}'),
        tenantId,
      };
      if (type === 'DryRun') {
        call.response.writeHead(204).end();
      } else if (type === 'Event') {
        functions.checkTenant(target.configuration, tenantId);
        asynchronous.submit(target, invocation);
        call.response.writeHead(202).end();
      } else {
        const result = await functions.invoke(target, invocation);
        if (streaming) answerStreaming(call, result);
        else await answerBuffered(call, result);
      }
    },
  };
}

/** Checks the caller's right to the function that a name stands for. */
function authorised(
  { identity }: AwsCall,
  name: string,
  qualifier: string | undefined,
  functions: Functions,
  authoriser: Authoriser,
): Resolved {
  const target = functions.resolve(name, qualifier);
  authoriser.check({
    identity,
    action: 'lambda:InvokeFunction',
    resource: target.arn,
    resourcePolicy: policyOf(target.configuration.arn, functions.permissions(target.configuration.functionName)),
  });
  return target;
}

async function answerBuffered({ response }: AwsCall, result: InvocationResult): Promise<void> {
  const { payload, executedVersion, failed } = await buffered(result);
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': payload.length,
    'x-amz-executed-version': executedVersion,
    ...(failed ? { 'x-amz-function-error': 'Unhandled' } : {}),
  });
  response.end(payload);
}

function answerStreaming({ response }: AwsCall, result: InvocationResult): void {
  response.writeHead(200, {
    'content-type': 'application/vnd.amazon.eventstream',
    'x-amz-executed-version': result.executedVersion,
  });
  const complete = (error?: { ErrorCode: string; ErrorDetails: string }) => {
    response.end(encodeEvent('InvokeComplete', Buffer.from(JSON.stringify(error ?? {})), 'application/json'));
  };
  if (result.kind === 'failure') {
    complete({ ErrorCode: 'Unhandled', ErrorDetails: result.body.toString() });
    return;
  }
  const { body } = result;
  // If the caller is gone, the function does not learn of it and runs on.
  response.on('error', () => {});
  body.on('data', (chunk: Buffer) => response.write(encodeEvent('PayloadChunk', chunk, 'application/octet-stream')));
  body.on('end', () => {
    const trailer = body.trailers['lambda-runtime-function-error-body'];
    complete(trailer ? { ErrorCode: 'Unhandled', ErrorDetails: Buffer.from(trailer, 'base64').toString() } : undefined);
  });
  body.on('close', () => {
    if (!body.complete)
      complete({
        ErrorCode: 'Unhandled',
        ErrorDetails: '{"errorType":"Runtime.ExitError","errorMessage":"The answer broke off."}',
      });
  });
}

function header({ headers }: AwsCall, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
