import { toErrorBody, toManifoldError } from '../../core/errors/manifold-error.ts';
import { recordFailureCode } from '../../core/tracing/recording.ts';

/** An error that answers the whole HTTP request. MCP leaves the id out if it could not be read, and knows no null. */
export function jsonRpcError(
  status: number,
  error: { code: number; message: string; data?: unknown },
  id?: unknown,
): Response {
  return Response.json({ jsonrpc: '2.0', ...(isId(id) ? { id } : {}), error }, { status });
}

/** Anything thrown before the protocol server took over, with the HTTP status of its code. */
export function thrownAsResponse(
  thrown: unknown,
  options: { correlationId: string; showTrace: boolean },
  id: unknown,
): Response {
  const error = toManifoldError(thrown);
  recordFailureCode(error.code);
  const body = toErrorBody(error, options);
  const response = jsonRpcError(error.status, { code: -32000, message: error.message, data: body }, id);
  const { retryAfter } = error.details;
  if (retryAfter !== undefined) response.headers.set('retry-after', String(retryAfter));
  return response;
}

/** JSON-RPC 2.0, 5.1: an unreadable body is a parse error without an id. */
export function parseError(): Response {
  return jsonRpcError(400, { code: -32700, message: 'Parse error: the request body is not valid JSON.' });
}

function isId(id: unknown): id is string | number {
  return typeof id === 'string' || typeof id === 'number';
}
