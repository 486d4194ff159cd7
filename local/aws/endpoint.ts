import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { AccessDenied } from '../iam/authoriser.ts';
import type { Identities } from '../identity/identities.ts';
import type { Logs } from '../log.ts';
import { escapeXml } from '../s3/xml.ts';
import { refusals } from '../signature/refusals.ts';
import { authenticate, claimOf } from './authenticate.ts';
import type { Faults } from './faults.ts';
import { AwsError, type AwsService, type OpenAwsService } from './service.ts';
import { rewrittenTrace } from './trace-header.ts';

/** Takes a PUT of a custom resource's answer; true if a custom resource waits for it. */
export type ResponseReceiver = (path: string, body: Buffer) => boolean;

/**
 * The one HTTP endpoint for every AWS service. Each request is authenticated by its signature before its service sees it,
 * except for the open services. `x-amz-target` or the credential scope names the service.
 */
export function createAwsEndpoint(options: {
  identities: Identities;
  services: Record<string, AwsService>;
  /** Services that are called without a signature, by the prefix of their operations (`x-amz-target`). */
  openServices?: Record<string, OpenAwsService>;
  receiver: ResponseReceiver;
  faults: Faults;
  logs: Logs;
}): Server {
  const { identities, services, openServices = {}, receiver, faults, logs } = options;
  const server = createServer(async (request, response) => {
    const url = request.url ?? '/';
    const method = request.method ?? 'GET';
    const body = await readBody(request).catch(() => undefined);
    if (!body) return;
    if (method === 'PUT' && receiver(url, body)) {
      response.writeHead(200).end();
      return;
    }
    const headers: IncomingHttpHeaders = {
      ...request.headers,
      'x-amzn-trace-id': rewrittenTrace(traceOf(request), Date.now()),
    };
    const received = { method, url, headers, body };
    const claim = claimOf(received);
    const service = claim && services[claim.service];
    const open = claim ? undefined : openServices[String(headers['x-amz-target']).split('.')[0] ?? ''];
    const protocol = service?.protocol ?? 'json-1.1';
    const requestId = randomUUID();
    try {
      if (open) {
        await open.handle({ ...received, requestId, response });
        return;
      }
      if (!claim) throw unsigned(request);
      const identity = authenticate(identities, claim, received, { now: Date.now(), protocol });
      if (!service) {
        logs.write(
          'denied',
          claim.service,
          `the local cloud has no service ${claim.service}; the call by ${identity.arn} failed`,
        );
        throw new AwsError('UnknownOperationException', `The local cloud has no service ${claim.service}.`, 400);
      }
      const call = { identity, ...received };
      const fault = faults.of(claim.service, call);
      if (fault === 'hang up') response.destroy();
      else if (fault) throw new AwsError(fault.code, fault.message, fault.status);
      else await service.handle({ ...call, requestId, response });
    } catch (error) {
      answerError(response, error, { protocol, requestId, method }, logs);
    }
  });
  // A stopped instance must not find its connections closed when it is woken: longer than any instance lives idle.
  server.keepAliveTimeout = 3_600_000;
  return server;
}

function traceOf({ headers }: IncomingMessage): string | undefined {
  return [headers['x-amzn-trace-id']].flat()[0];
}

/** The refusal of a request without a signature that can be read. */
function unsigned({ headers }: IncomingMessage): AwsError {
  const { missing, malformed } = refusals('', 'json-1.1');
  if (headers.authorization === undefined) return missing();
  return malformed('Authorization header requires Credential, SignedHeaders and Signature.');
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

type Asked = { protocol: AwsService['protocol']; requestId: string; method: string };

function answerError(response: ServerResponse, error: unknown, asked: Asked, logs: Logs): void {
  const { protocol, requestId, method } = asked;
  const known = asAwsError(error, protocol);
  if (known.status >= 500 && known.status !== 501)
    logs.write('cloud', 'aws', `internal fault: ${error instanceof Error ? error.stack : error}`);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (protocol === 'rest-xml') {
    const text = errorDocument(known, requestId);
    const length = Buffer.byteLength(text);
    response.writeHead(known.status, {
      'content-type': 'application/xml',
      'x-amz-request-id': requestId,
      ...(method === 'HEAD' ? {} : { 'content-length': length }),
    });
    response.end(method === 'HEAD' ? undefined : text);
    return;
  }
  if (protocol === 'query') {
    const text = `<ErrorResponse><Error><Type>Sender</Type><Code>${known.code}</Code><Message>${escapeXml(known.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
    response.writeHead(known.status, { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }).end(text);
    return;
  }
  const message =
    protocol === 'rest-json'
      ? { Message: known.message }
      : { __type: known.code, message: known.message, Message: known.message };
  response
    .writeHead(known.status, {
      'content-type': protocol === 'json-1.0' ? 'application/x-amz-json-1.0' : 'application/x-amz-json-1.1',
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': known.code,
    })
    .end(JSON.stringify({ ...message, ...known.extra }));
}

/** How S3 writes an error. */
function errorDocument({ code, message, extra }: AwsError, requestId: string): string {
  const facts = { Code: code, Message: message, ...extra, RequestId: requestId };
  const elements = Object.entries(facts).map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements.join('')}</Error>`;
}

function asAwsError(error: unknown, protocol: AwsService['protocol']): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof AccessDenied) {
    if (protocol === 'rest-xml') return new AwsError('AccessDenied', error.message, 403);
    return new AwsError('AccessDeniedException', error.message, protocol.startsWith('json') ? 400 : 403);
  }
  return new AwsError('InternalFailure', error instanceof Error ? error.message : String(error), 500);
}
