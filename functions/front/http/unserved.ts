/** Answers to requests for which front has no route. */
import { ManifoldError, toErrorBody } from '../../core/errors/manifold-error.ts';
import { INVALID_REQUEST, jsonRpcError } from './json-rpc-errors.ts';

/**
 * Answer to any method but `POST` on a path of the protocol: Streamable HTTP asks for 405 from a server that offers
 * neither a stream by `GET` nor sessions.
 */
export function methodNotAllowed(): Response {
  const message = 'Method not allowed: this endpoint keeps no sessions, send each request by POST.';
  const response = jsonRpcError(405, { code: INVALID_REQUEST, message });
  response.headers.set('allow', 'POST');
  return response;
}

/** Answer to a path that nothing serves, as API Gateway answers one of which it knows nothing. */
export function nothingHere({ requestContext }: { requestContext: { readonly requestId: string } }): Response {
  const error = new ManifoldError('E2001', 'There is nothing at this path.', {
    details: { suggestion: 'Send MCP requests by POST to /mcp.' },
  });
  const body = toErrorBody(error, { correlationId: requestContext.requestId, showTrace: false });
  return Response.json({ error: body }, { status: 404 });
}
