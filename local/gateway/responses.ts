import type { ServerResponse } from 'node:http';
import type { RestApi } from './model.ts';
import { type GatewayRequest, headerOf } from './request.ts';
import { mapHeader } from './template.ts';

/** Answers that the gateway gives itself: type → default status and message (API Gateway, "Gateway response types"). */
const DEFAULTS = {
  ACCESS_DENIED: [403, 'User is not authorized to access this resource with an explicit deny'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, null],
  AUTHORIZER_FAILURE: [500, null],
  BAD_REQUEST_PARAMETERS: [400, 'Missing required request parameters'],
  INTEGRATION_FAILURE: [504, 'Internal server error'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out'],
  API_CONFIGURATION_ERROR: [500, 'Internal server error'],
  BAD_GATEWAY: [502, 'Internal server error'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token'],
  REQUEST_TOO_LARGE: [413, 'HTTP content length exceeded 10485760 bytes'],
  THROTTLED: [429, 'Too Many Requests'],
  UNAUTHORIZED: [401, 'Unauthorized'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Unsupported Media Type'],
} as const satisfies Record<string, readonly [number, string | null]>;

export type ResponseType = keyof typeof DEFAULTS;

/** A request that the gateway itself answers. */
export class GatewayFault extends Error {
  readonly type: ResponseType;
  /** Context of the authorizer that denied the request; its gateway response may use it. */
  readonly authorizer: Record<string, unknown> | undefined;

  constructor(type: ResponseType, message?: string, authorizer?: Record<string, unknown>) {
    super(message ?? DEFAULTS[type][1] ?? '');
    this.type = type;
    this.authorizer = authorizer;
  }
}

/** Writes the answer, as the assembly's gateway response for the type, or for DEFAULT_4XX or DEFAULT_5XX, shapes it. */
export function answerFault(
  api: RestApi,
  fault: GatewayFault,
  context: Record<string, unknown>,
  request: GatewayRequest,
  response: ServerResponse,
): void {
  const [defaultStatus] = DEFAULTS[fault.type];
  const custom = api.gatewayResponses.get(fault.type);
  const shape = custom ?? api.gatewayResponses.get(defaultStatus < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const status = custom?.statusCode ?? shape?.statusCode ?? defaultStatus;
  const message = fault.message === '' ? null : fault.message;
  const lookup = (path: string) =>
    contextValue(
      {
        authorizer: fault.authorizer,
        ...context,
        error: { message, messageString: JSON.stringify(message), responseType: fault.type },
      },
      path,
    );
  const accepted = (headerOf(request, 'accept') ?? '').split(',').map((type) => type.split(';')[0]?.trim());
  const type = accepted.find((one) => one !== undefined && shape?.templates.has(one)) ?? 'application/json';
  const template = shape?.templates.get(type);
  const headers: Record<string, string> = {};
  for (const [name, expression] of Object.entries(shape?.headers ?? {})) {
    const value = mapHeader(expression, { context: lookup, header: (header) => headerOf(request, header) });
    if (value !== undefined) headers[name] = value;
  }
  writeAnswer(response, {
    status,
    headers: { 'Content-Type': type, ...headers },
    body: template ? template(lookup) : JSON.stringify({ message }),
    requestId: request.requestId,
  });
}

/** Writes a whole answer with the headers that the gateway adds to all. */
export function writeAnswer(
  response: ServerResponse,
  answer: { status: number; headers: Record<string, string | string[]>; body: string | Buffer; requestId: string },
): void {
  const { status, headers, body, requestId } = answer;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body), 'x-amzn-RequestId': requestId });
  response.end(body);
}

/** `a.b` in the request context, as `$context` variables read it. */
export function contextValue(context: Record<string, unknown>, path: string): string | undefined {
  let value: unknown = context;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
