/** Which pages may read answers: the permissions of CORS (Fetch standard, 3.2), and the origins that get them. */
import type { Middleware } from '@aws-lambda-powertools/event-handler/types';
import { EXPOSED_HEADERS } from '../../../schemas/exposed-headers.ts';
import { forwardedScheme } from './routable-event.ts';

/** Request headers that a page may send: those of HTTP and OAuth, and the protocol's own by their prefix. */
const ALLOWED_HEADERS =
  /^(authorization|content-type|accept|idempotency-key|traceparent|tracestate|last-event-id|mcp-[a-z0-9-]+)$/;
const PREFLIGHT_SECONDS = '600';

/**
 * Lets pages of allowed origins read every answer of a router, faults included.
 *
 * The router splits headers such as `access-control-allow-headers` at their commas into `multiValueHeaders`, and leaves
 * those out of a streamed answer (aws-powertools/powertools-lambda-typescript, issue 5674). For the second format of
 * events it keeps headers whole, and API Gateway takes them so in both formats.
 *
 * @param origins see {@link isAllowedOrigin}
 */
export function crossOrigin(origins: readonly string[]): Middleware {
  return async ({ reqCtx, next }) => {
    if (reqCtx.isHttpStreaming) Object.assign(reqCtx, { responseType: 'ApiGatewayV2' });
    await next();
    reqCtx.res = withCors(reqCtx.res, reqCtx.req, origins);
  };
}

/** Answer to a preflight request. An origin that is not allowed gets no permission. */
export function preflight(req: Request, origins: readonly string[]): Response {
  if (!isPermitted(req, origins)) return new Response(null, { status: 403 });
  const asked = (req.headers.get('access-control-request-headers') ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': asked.filter((name) => ALLOWED_HEADERS.test(name)).join(', '),
      'access-control-max-age': PREFLIGHT_SECONDS,
    },
  });
}

/** The answer, readable by the page that asked if its origin is allowed. Caches keep it for that origin alone. */
export function withCors(response: Response, req: Request, origins: readonly string[]): Response {
  if (origins.length === 0 && !req.headers.has('origin')) return response;
  const headers = new Headers(response.headers);
  headers.append('vary', 'Origin');
  if (isPermitted(req, origins)) {
    headers.set('access-control-allow-origin', String(req.headers.get('origin')));
    headers.set('access-control-expose-headers', EXPOSED_HEADERS);
  }
  return new Response(response.body, { status: response.status, headers });
}

function isPermitted(req: Request, origins: readonly string[]): boolean {
  const origin = req.headers.get('origin');
  return origin !== null && isAllowedOrigin(origin, ownOrigin(req.headers), origins);
}

/**
 * Whether pages of an origin may call the endpoint. Origins are compared as browsers do (RFC 6454, section 5): by scheme,
 * host and port.
 *
 * @param own the endpoint's origin, as the request names it
 * @param allowed origins beside the endpoint's own; a port of `*` allows any
 */
export function isAllowedOrigin(origin: string, own: string | undefined, allowed: readonly string[]): boolean {
  const url = urlOf(origin);
  // A page without an origin of its own sends `null`, which is no URL; schemes beside http and https have the origin "null".
  if (url === undefined || url.origin === 'null') return false;
  if (url.origin === own || allowed.includes(`${url.protocol}//${url.hostname}:*`)) return true;
  return allowed.some((entry) => urlOf(entry)?.origin === url.origin);
}

/** Origin of the endpoint under the name that a request uses; the gateway names the scheme of the request. */
export function ownOrigin(headers: Headers): string | undefined {
  const scheme = forwardedScheme(headers.get('x-forwarded-proto') ?? '');
  return urlOf(`${scheme}://${headers.get('host') ?? ''}`)?.origin;
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
