import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ERROR_CATALOGUE, type ErrorBody, type ErrorCode } from '../../../schemas/errors.ts';
import { EXPOSED_HEADERS } from '../../../schemas/exposed-headers.ts';

/** An error that API Gateway answers itself, before or in place of front. */
interface GatewayError {
  readonly type: ResponseType;
  readonly code: ErrorCode;
  readonly message: string;
  readonly suggestion: string;
  /** HTTP status that replaces the gateway's own. */
  readonly status?: string;
  /** Further headers, each a text in quotes or one value of the request (API Gateway, "Parameter mapping"). */
  readonly headers?: Record<string, string>;
}

/** One text for every fault of a credential, so that trying credentials out reveals nothing. */
const PRESENT_CREDENTIAL =
  'Send `Authorization: Bearer <API key or access token>`. One that was sent is unknown, has expired, was revoked or is for another endpoint: sign in again, or use another key.';

const errors = (firstChallenge: string): GatewayError[] => [
  {
    // The authorizer is not asked about a request without a credential, except at the endpoints of bundles.
    type: ResponseType.UNAUTHORIZED,
    code: 'E1001',
    message: 'The request carries no credential.',
    suggestion: PRESENT_CREDENTIAL,
    headers: { 'WWW-Authenticate': `'${firstChallenge}'` },
  },
  {
    // The authorizer denies the request, and its context holds the challenge for the endpoint.
    type: ResponseType.ACCESS_DENIED,
    code: 'E1001',
    message: 'The request carries no credential that is valid for this endpoint.',
    suggestion: PRESENT_CREDENTIAL,
    status: '401',
    headers: { 'WWW-Authenticate': 'context.authorizer.challenge' },
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    code: 'E2006',
    message: 'The request is larger than the gateway accepts.',
    suggestion: 'Send less than 1 MB.',
  },
  {
    type: ResponseType.THROTTLED,
    code: 'E3009',
    message: 'The endpoint receives more requests than it lets in.',
    suggestion: 'Retry after a second.',
    headers: { 'Retry-After': "'1'" },
  },
  {
    // API Gateway's name for a path or method that does not exist.
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    code: 'E2001',
    message: 'There is nothing at this path.',
    suggestion: 'Send MCP requests by POST to /mcp.',
    status: '404',
  },
  {
    type: ResponseType.AUTHORIZER_FAILURE,
    code: 'E5004',
    message: 'The credential could not be checked.',
    suggestion: 'Retry in a moment.',
    status: '503',
  },
  {
    type: ResponseType.DEFAULT_4XX,
    code: 'E2001',
    message: 'The request is not valid.',
    suggestion: 'Correct the request.',
  },
  {
    type: ResponseType.DEFAULT_5XX,
    code: 'E5001',
    message: 'The endpoint failed.',
    suggestion: 'Report the correlation id to the operators.',
  },
];

/**
 * Lets pages read these answers. A gateway response can repeat a header of the request but not compare it, so every origin
 * may read them; they say nothing about the caller (docs/decisions/0029-gateway-answers-repeat-the-origin.md).
 */
const CORS = {
  'Access-Control-Allow-Origin': 'method.request.header.Origin',
  'Access-Control-Expose-Headers': `'${EXPOSED_HEADERS}'`,
  Vary: "'Origin'",
};

interface ErrorResponseOptions {
  /** `WWW-Authenticate` for a request without a credential (schemas/challenge.ts). */
  readonly firstChallenge: string;
  /** Whether pages of any origin may call the API. */
  readonly pages: boolean;
}

/**
 * Gives the answers that API Gateway makes on its own the shape of the error catalogue.
 * They lack `timestamp`: no variable of a gateway response holds an ISO 8601 time.
 */
export function addErrorResponses(api: RestApi, { firstChallenge, pages }: ErrorResponseOptions): void {
  for (const error of errors(firstChallenge)) {
    api.addGatewayResponse(error.type.responseType, {
      type: error.type,
      statusCode: error.status,
      responseHeaders: { ...error.headers, ...(pages ? CORS : {}) },
      templates: { 'application/json': JSON.stringify(bodyOf(error)) },
    });
  }
}

function bodyOf({ code, message, suggestion }: GatewayError): { error: Omit<ErrorBody, 'timestamp'> } {
  const { name, alias, retryable } = ERROR_CATALOGUE[code];
  return {
    error: { code, name, alias, message, details: { suggestion }, correlationId: '$context.requestId', retryable },
  };
}
