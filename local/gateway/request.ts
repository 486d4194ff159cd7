import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ACCOUNT, stableId } from '../account.ts';
import type { RestApi, Stage } from './model.ts';
import type { Match } from './routes.ts';

/** One request on its way through the gateway, in the forms that authorizers, integrations and templates need. */
export type GatewayRequest = {
  requestId: string;
  receivedAt: number;
  httpMethod: string;
  /** Path as the client sent it, without the query. */
  fullPath: string;
  /** Path below the stage. */
  path: string;
  /** Host name that was accepted, without port. */
  domainName: string;
  headers: Record<string, string>;
  multiValueHeaders: Record<string, string[]>;
  query: Record<string, string> | null;
  multiValueQuery: Record<string, string[]> | null;
  sourceIp: string;
  body: Buffer;
};

/** Headers between the client and the gateway that no integration sees. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'te',
  'upgrade',
  'expect',
  'proxy-authorization',
  'content-length',
]);

export function readRequest(
  request: IncomingMessage,
  options: { domainName: string; body: Buffer; port: number; basePath: string },
): GatewayRequest {
  const { domainName, body, port, basePath } = options;
  const [fullPath = '/', search] = splitUrl(request.url ?? '/');
  const sourceIp = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '127.0.0.1';
  const headers: Record<string, string> = {};
  const multiValueHeaders: Record<string, string[]> = {};
  const add = (name: string, value: string) => {
    headers[name] = value;
    multiValueHeaders[name] = [...(multiValueHeaders[name] ?? []), value];
  };
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    if (!HOP_BY_HOP.has(name.toLowerCase())) add(name, request.rawHeaders[index + 1] ?? '');
  }
  const requestId = randomUUID();
  add(
    'X-Amzn-Trace-Id',
    `Root=1-${Math.floor(Date.now() / 1_000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)}`,
  );
  add('X-Forwarded-For', sourceIp);
  add('X-Forwarded-Port', String(port));
  add('X-Forwarded-Proto', 'http');
  return {
    requestId,
    receivedAt: Date.now(),
    httpMethod: request.method ?? 'GET',
    fullPath,
    path: fullPath.slice(basePath.length) || '/',
    domainName,
    headers,
    multiValueHeaders,
    ...readQuery(search),
    sourceIp,
    body,
  };
}

function splitUrl(url: string): [string, string | undefined] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, undefined] : [url.slice(0, mark), url.slice(mark + 1)];
}

function readQuery(search: string | undefined): Pick<GatewayRequest, 'query' | 'multiValueQuery'> {
  if (!search) return { query: null, multiValueQuery: null };
  const query: Record<string, string> = {};
  const multiValueQuery: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    query[name] = value;
    multiValueQuery[name] = [...(multiValueQuery[name] ?? []), value];
  }
  return { query, multiValueQuery };
}

/** A header by name in any case. */
export function headerOf(request: GatewayRequest, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const [key, value] of Object.entries(request.headers)) if (key.toLowerCase() === wanted) return value;
  return undefined;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The `requestContext` of proxy events with every field that API Gateway sends; fields without a value are null. */
export function requestContext(
  api: RestApi,
  stage: Stage,
  request: GatewayRequest,
  match: Match,
): Record<string, unknown> {
  const at = new Date(request.receivedAt);
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${two(at.getUTCDate())}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}`;
  return {
    accountId: ACCOUNT,
    apiId: api.id,
    deploymentId: stage.deploymentId,
    domainName: request.domainName,
    domainPrefix: request.domainName.split('.')[0] ?? '',
    extendedRequestId: stableId(request.requestId, 15),
    httpMethod: request.httpMethod,
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: null,
      userAgent: headerOf(request, 'user-agent') ?? null,
      userArn: null,
    },
    path: request.fullPath,
    protocol: 'HTTP/1.1',
    requestId: request.requestId,
    requestTime: `${date}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`,
    requestTimeEpoch: request.receivedAt,
    resourceId: match.route.resourceId,
    resourcePath: match.route.resourcePath,
    stage: stage.name,
  };
}

/** The event of a Lambda proxy integration (format of REST APIs). */
export function proxyEvent(
  api: RestApi,
  stage: Stage,
  request: GatewayRequest,
  match: Match,
  authorizer?: Record<string, unknown>,
): Record<string, unknown> {
  const binary = isBinary(api, headerOf(request, 'content-type'));
  const { body } = request;
  return {
    resource: match.route.resourcePath,
    path: request.path,
    httpMethod: request.httpMethod,
    headers: request.headers,
    multiValueHeaders: request.multiValueHeaders,
    queryStringParameters: request.query,
    multiValueQueryStringParameters: request.multiValueQuery,
    pathParameters: match.pathParameters,
    stageVariables: Object.keys(stage.variables).length > 0 ? stage.variables : null,
    requestContext: { ...requestContext(api, stage, request, match), authorizer },
    body: body.length === 0 ? null : body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: binary && body.length > 0,
  };
}

/** Whether a media type is one that the API treats as binary. */
export function isBinary(api: RestApi, contentType: string | undefined): boolean {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return api.binaryMediaTypes.some((pattern) => pattern === '*/*' || pattern.toLowerCase() === type);
}
