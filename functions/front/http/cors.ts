import { isAllowedOrigin, ownOrigin } from './host-origin.ts';

/** Request headers that a page may send: those of HTTP and OAuth, and the protocol's own by their prefix. */
const ALLOWED_HEADERS = /^(authorization|content-type|accept|idempotency-key|traceparent|tracestate|mcp-[a-z0-9-]+)$/;
const EXPOSED_HEADERS = 'www-authenticate, x-amzn-remapped-www-authenticate, retry-after';
const PREFLIGHT_SECONDS = '600';

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

/** The answer, readable by the page that asked where its origin is allowed. Requests without an origin pass unchanged. */
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
