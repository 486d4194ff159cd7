/** Hosts and origins: which requests the endpoint takes, and which pages may read its answers. */
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { forwardedScheme } from '../../core/gateway/routable-event.ts';

export interface AllowedPlaces {
  /** Host names beside the API's own. */
  hosts: readonly string[];
  /** Origins that browsers may call from; a port of `*` allows any. */
  origins: readonly string[];
}

/** Request headers that a page may send: those of HTTP and OAuth, and the protocol's own by their prefix. */
const ALLOWED_HEADERS = /^(authorization|content-type|accept|idempotency-key|traceparent|tracestate|mcp-[a-z0-9-]+)$/;
const EXPOSED_HEADERS = 'www-authenticate, x-amzn-remapped-www-authenticate, retry-after';
const PREFLIGHT_SECONDS = '600';

/**
 * Refuses a request that a foreign page made a browser send (DNS rebinding): the host must be the API's own or an allowed
 * one, and so must the origin, if there is one. Origins are compared as browsers do (RFC 6454, section 5): by scheme, host
 * and port.
 *
 * @param domainName the name under which API Gateway received the request
 * @throws {ManifoldError} E1004
 */
export function checkHostAndOrigin(headers: Headers, domainName: string, allowed: AllowedPlaces): void {
  const host = hostnameOf(headers.get('host') ?? '');
  if (host !== domainName && !allowed.hosts.includes(host)) {
    throw new ManifoldError('E1004', 'The Host header names a host that this endpoint does not serve.', {
      details: { field: 'Host', expectedFormat: domainName },
    });
  }
  const origin = headers.get('origin');
  if (origin === null || isAllowedOrigin(origin, ownOrigin(headers), allowed.origins)) return;
  throw new ManifoldError('E1004', 'Pages of this origin may not call the endpoint.', {
    details: { field: 'Origin', suggestion: 'Add the origin to the allowed origins of the stage.' },
  });
}

/** Answer to a preflight request (Fetch standard, 3.2). An origin that is not allowed gets no permission. */
export function preflight(req: Request, origins: readonly string[]): Response {
  const headers = permissionFor(req, origins);
  if (!headers) return new Response(null, { status: 403 });
  const asked = (req.headers.get('access-control-request-headers') ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  headers.set('access-control-allow-methods', 'POST');
  headers.set('access-control-allow-headers', asked.filter((name) => ALLOWED_HEADERS.test(name)).join(', '));
  headers.set('access-control-max-age', PREFLIGHT_SECONDS);
  return new Response(null, { status: 204, headers });
}

/** The answer, readable by the page that asked if its origin is allowed. Requests without an origin pass unchanged. */
export function withCors(response: Response, req: Request, origins: readonly string[]): Response {
  const permission = permissionFor(req, origins);
  if (!permission) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of permission) headers.set(name, value);
  headers.set('access-control-expose-headers', EXPOSED_HEADERS);
  return new Response(response.body, { status: response.status, headers });
}

function permissionFor(req: Request, origins: readonly string[]): Headers | undefined {
  const origin = req.headers.get('origin');
  if (origin === null || !isAllowedOrigin(origin, ownOrigin(req.headers), origins)) return undefined;
  return new Headers({ 'access-control-allow-origin': origin, vary: 'Origin' });
}

/**
 * Whether pages of an origin may call the endpoint.
 * @param own the endpoint's origin, as the request names it
 */
function isAllowedOrigin(origin: string, own: string | undefined, allowed: readonly string[]): boolean {
  const url = urlOf(origin);
  // A page without an origin of its own sends `null`, which is no URL; schemes beside http and https have the origin "null".
  if (url === undefined || url.origin === 'null') return false;
  if (url.origin === own || allowed.includes(`${url.protocol}//${url.hostname}:*`)) return true;
  return allowed.some((entry) => urlOf(entry)?.origin === url.origin);
}

/** Origin of the endpoint under the name that a request uses; the gateway names the scheme of the request. */
function ownOrigin(headers: Headers): string | undefined {
  const scheme = forwardedScheme(headers.get('x-forwarded-proto') ?? '');
  return urlOf(`${scheme}://${headers.get('host') ?? ''}`)?.origin;
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Host name of a `Host` header, without its port; empty if the header holds no host. */
export function hostnameOf(host: string): string {
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return '';
  }
}
