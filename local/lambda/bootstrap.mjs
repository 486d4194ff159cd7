/**
 * The runtime inside a function's process: a client of the Lambda Runtime API in plain JavaScript, instead of the
 * managed Node.js runtime. One invocation at a time; ends when the Runtime API is gone.
 */
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

const [host, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 2 });
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HTTP_RESPONSE = 'application/vnd.awslambda.http-integration-response';

const HttpResponseStream = {
  from(stream, prelude) {
    stream.setContentType(HTTP_RESPONSE);
    stream.prelude = JSON.stringify(prelude);
    return stream;
  },
};
globalThis.awslambda = {
  streamifyResponse(handler) {
    handler[STREAMING] = 'response';
    return handler;
  },
  HttpResponseStream,
};

function send(method, path, headers, body) {
  return new Promise((resolve, reject) => {
    const call = request({ host, port, method, path: `/2018-06-01/runtime/${path}`, headers, agent }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(chunks).toString() }));
    });
    call.on('error', reject);
    call.end(body);
  });
}

function errorBody(error) {
  return JSON.stringify({
    errorType: error?.name ?? 'Error',
    errorMessage: error?.message ?? String(error),
    trace: String(error?.stack ?? '').split('\n'),
  });
}

function reportError(path, error) {
  const body = errorBody(error);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return send('POST', path, { ...headers, 'lambda-runtime-function-error-type': error?.name ?? 'Error' }, body);
}

/** The answer of a streaming handler: the request to the Runtime API opens with the first byte. */
class ResponseStream extends Writable {
  contentType = 'application/octet-stream';

  constructor(requestId) {
    super({ highWaterMark: 64 * 1024 });
    this.requestId = requestId;
    this.acknowledged = new Promise((resolve, reject) => {
      this.resolveAcknowledged = resolve;
      this.rejectAcknowledged = reject;
    });
    this.acknowledged.catch(() => {});
  }

  setContentType(type) {
    this.contentType = type;
  }

  open() {
    if (this.call) return this.call;
    const headers = {
      'lambda-runtime-function-response-mode': 'streaming',
      'content-type': this.contentType,
      'transfer-encoding': 'chunked',
      trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
    };
    const path = `/2018-06-01/runtime/invocation/${this.requestId}/response`;
    this.call = request({ host, port, method: 'POST', path, headers, agent }, (answer) => {
      answer.resume().on('end', this.resolveAcknowledged);
    });
    this.call.on('error', this.rejectAcknowledged);
    if (this.prelude) this.call.write(Buffer.concat([Buffer.from(this.prelude), Buffer.alloc(8)]));
    return this.call;
  }

  _write(chunk, _encoding, done) {
    this.open().write(chunk, done);
  }

  _final(done) {
    this.open().end();
    this.acknowledged.then(() => done(), done);
  }

  fail(error) {
    const call = this.open();
    call.addTrailers({
      'Lambda-Runtime-Function-Error-Type': error?.name ?? 'Error',
      'Lambda-Runtime-Function-Error-Body': Buffer.from(errorBody(error)).toString('base64'),
    });
    call.end();
    return this.acknowledged;
  }
}

async function loadHandler() {
  const [, file, name] = /^(.*)\.([^.]+)$/.exec(process.env._HANDLER ?? '') ?? [];
  const path = ['.mjs', '.js', '.cjs']
    .map((extension) => join(process.env.LAMBDA_TASK_ROOT, file + extension))
    .find(existsSync);
  if (!path) throw Object.assign(new Error(`Cannot find module '${file}'`), { name: 'Runtime.ImportModuleError' });
  const loaded = await import(pathToFileURL(path).href);
  const handler = loaded[name] ?? loaded.default?.[name];
  if (typeof handler !== 'function') {
    throw Object.assign(new Error(`${process.env._HANDLER} is undefined or not exported`), {
      name: 'Runtime.HandlerNotFound',
    });
  }
  return handler;
}

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    tenantId: headers['lambda-runtime-aws-tenant-id'],
    clientContext: undefined,
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

async function invokeStreaming(handler, event, context) {
  const stream = new ResponseStream(context.awsRequestId);
  try {
    await handler(event, stream, context);
    if (!stream.writableEnded) stream.end();
    await stream.acknowledged;
  } catch (error) {
    if (stream.call) await stream.fail(error);
    else await reportError(`invocation/${context.awsRequestId}/error`, error);
  }
}

async function invokeBuffered(handler, event, context) {
  let body;
  try {
    body = JSON.stringify(await handler(event, context)) ?? 'null';
  } catch (error) {
    console.error(error);
    return reportError(`invocation/${context.awsRequestId}/error`, error);
  }
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return send('POST', `invocation/${context.awsRequestId}/response`, headers, body);
}

async function run() {
  let handler;
  try {
    handler = await loadHandler();
  } catch (error) {
    console.error(error);
    await reportError('init/error', error);
    process.exit(1);
  }
  const invoke = handler[STREAMING] ? invokeStreaming : invokeBuffered;
  for (;;) {
    const { headers, body } = await send('GET', 'invocation/next', {});
    process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'] ?? '';
    await invoke(handler, JSON.parse(body), contextOf(headers));
  }
}

// Only the Runtime API can fail here, and it is gone when the local cloud is.
run().catch(() => process.exit(1));
