import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isResponseUrl } from '../deploy/response-urls.ts';
import { AccessDenied } from '../iam/authoriser.ts';
import type { Identities, Identity } from '../identity/identities.ts';
import type { Logs } from '../log.ts';
import { escapeXml } from '../s3/xml.ts';
import { authenticate, claimOf } from './authenticate.ts';
import type { Faults } from './faults.ts';
import { AwsError, type AwsService, type OpenAwsService, type Received } from './service.ts';
import { rewrittenTrace } from './trace-header.ts';

/** Takes a request to a ResponseURL of CloudFormation; false if the URL is another one. */
export type ResponseReceiver = (request: Received) => boolean;

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
    const body = await readBody(request).catch(() => undefined);
    if (!body) return;
    const received = receivedFrom(request, body);
    const requestId = randomUUID();
    const claim = claimOf(received);
    const service = services[claim.service];
    const isOpen = claim.signature === 'none';
    const open = isOpen ? openServices[String(received.headers['x-amz-target']).split('.')[0] ?? ''] : undefined;
    const protocol = isResponseUrl(received.url) ? 'rest-xml' : (service?.protocol ?? 'json-1.1');
    try {
      if (receiver(received)) response.writeHead(200).end();
      else if (open) await open.handle({ ...received, requestId, response });
      else {
        const identity = authenticate(identities, claim, received, { now: Date.now(), protocol });
        if (!service) throw unknownService(claim.service, identity, logs);
        const fault = faults.of(claim.service, { identity, ...received });
        if (fault === 'hang up') response.destroy();
        else if (fault) throw new AwsError(fault.code, fault.message, fault.status);
        else await service.handle({ identity, ...received, requestId, response });
      }
    } catch (error) {
      answerError(response, error, { protocol, requestId, method: received.method }, logs);
    }
  });
  // A stopped instance must not find its connections closed when it is woken: longer than any instance lives idle.
  server.keepAliveTimeout = 3_600_000;
  return server;
}

/** The request as a service gets it, with the trace header rewritten on the way. */
function receivedFrom(request: IncomingMessage, body: Buffer): Received {
  const trace = [request.headers['x-amzn-trace-id']].flat()[0];
  const headers = { ...request.headers, 'x-amzn-trace-id': rewrittenTrace(trace, Date.now()) };
  return { method: request.method ?? 'GET', url: request.url ?? '/', headers, body };
}

function unknownService(service: string, { arn }: Identity, logs: Logs): AwsError {
  logs.write('denied', service, `the local cloud has no service ${service}; the call by ${arn} failed`);
  return new AwsError('UnknownOperationException', `The local cloud has no service ${service}.`, 400);
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
