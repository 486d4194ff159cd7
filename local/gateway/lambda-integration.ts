import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffered } from '../lambda/buffered.ts';
import { LIMITS } from '../lambda/configuration.ts';
import type { InvocationResult } from '../lambda/invocation.ts';
import type { LambdaIntegration, RestApi } from './model.ts';
import { type GatewayRequest, headerOf, isBinary } from './request.ts';
import { clientHeaders } from './response-headers.ts';
import { GatewayFault, writeAnswer } from './responses.ts';

type LambdaAnswer = {
  statusCode?: unknown;
  headers?: unknown;
  multiValueHeaders?: unknown;
  body?: unknown;
  isBase64Encoded?: boolean;
};

const DELIMITER = Buffer.alloc(8);
/** A stream without a byte for five minutes is cut (regional and private APIs). */
const STREAM_IDLE_MS = 5 * 60_000;

type Call = { api: RestApi; integration: LambdaIntegration; request: GatewayRequest; response: ServerResponse };
export type InvokeFunction = (payload: Buffer) => Promise<InvocationResult>;

/**
 * Runs a Lambda proxy integration and writes its answer. The function runs on when the client leaves.
 * @throws GatewayFault before the answer begins.
 */
export async function runLambdaIntegration(
  call: Call,
  event: Record<string, unknown>,
  invoke: InvokeFunction,
): Promise<void> {
  const payload = Buffer.from(JSON.stringify(event));
  if (payload.length > LIMITS.payloadBytes) throw new GatewayFault('REQUEST_TOO_LARGE', 'Request Too Long');
  const limit = timeLimit(call.integration.timeoutMs);
  try {
    const result = await Promise.race([invoke(payload), limit.expired]);
    if (result === 'expired') throw new GatewayFault('INTEGRATION_TIMEOUT');
    if (call.integration.transfer === 'STREAM') await Promise.race([streamAnswer(call, result), limit.expired]);
    else
      await Promise.race([
        bufferAnswer(call, result),
        limit.expired.then(() => Promise.reject(new GatewayFault('INTEGRATION_TIMEOUT'))),
      ]);
    if (!call.response.writableEnded) call.response.destroy();
  } finally {
    limit.cancel();
  }
}

async function bufferAnswer({ api, request, response }: Call, result: InvocationResult): Promise<void> {
  const { payload, failed } = await buffered(result);
  if (failed) throw new GatewayFault('BAD_GATEWAY');
  let answer: LambdaAnswer;
  try {
    answer = JSON.parse(payload.toString());
  } catch {
    throw new GatewayFault('BAD_GATEWAY');
  }
  const status = Number(answer?.statusCode);
  if (!Number.isInteger(status)) throw new GatewayFault('BAD_GATEWAY');
  const text = typeof answer.body === 'string' ? answer.body : '';
  const decode = answer.isBase64Encoded && isBinary(api, headerOf(request, 'accept')?.split(',')[0]);
  const headers = { 'content-type': 'application/json', ...clientHeaders(answer) };
  writeAnswer(response, {
    status,
    headers,
    body: decode ? Buffer.from(text, 'base64') : text,
    requestId: request.requestId,
  });
}

/** Forwards a streamed answer chunk by chunk: JSON with status and headers, eight zero bytes, body. */
async function streamAnswer({ request, response }: Call, result: InvocationResult): Promise<void> {
  if (result.kind === 'failure') throw new GatewayFault('BAD_GATEWAY');
  const { body } = result;
  response.on('error', () => {});
  let head: Buffer | undefined = Buffer.alloc(0);
  const idle = setTimeout(() => response.destroy(), STREAM_IDLE_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      body.on('data', (chunk: Buffer) => {
        idle.refresh();
        if (!head) return forward(body, response, chunk);
        head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
        const end = head.indexOf(DELIMITER);
        if (end < 0) return;
        const rest = head.subarray(end + DELIMITER.length);
        try {
          begin(response, JSON.parse(head.subarray(0, end).toString()), request.requestId);
        } catch {
          reject(new GatewayFault('BAD_GATEWAY'));
        }
        head = undefined;
        if (rest.length > 0) forward(body, response, rest);
      });
      body.on('end', () => {
        if (head) return reject(new GatewayFault('BAD_GATEWAY'));
        response.end();
        resolve();
      });
      body.on('close', () => {
        if (body.complete) return;
        if (head) return reject(new GatewayFault('BAD_GATEWAY'));
        response.destroy();
        resolve();
      });
    });
  } finally {
    clearTimeout(idle);
  }
}

function begin(
  response: ServerResponse,
  prelude: { statusCode?: number; headers?: unknown; cookies?: unknown },
  requestId: string,
): void {
  response.writeHead(prelude.statusCode ?? 200, { ...clientHeaders(prelude), 'x-amzn-RequestId': requestId });
  response.flushHeaders();
}

/** Slows the function down for a slow client; if the client has left, the rest is read and dropped. */
function forward(body: IncomingMessage, response: ServerResponse, chunk: Buffer): void {
  if (response.destroyed || response.write(chunk)) return;
  body.pause();
  const resume = () => {
    response.off('drain', resume);
    response.off('close', resume);
    body.resume();
  };
  response.on('drain', resume);
  response.on('close', resume);
}

function timeLimit(milliseconds: number): { expired: Promise<'expired'>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<'expired'>((resolve) => {
    timer = setTimeout(() => resolve('expired'), milliseconds);
  });
  return { expired, cancel: () => clearTimeout(timer) };
}
