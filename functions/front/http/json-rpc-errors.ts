import { toErrorBody, toManifoldError } from '../../core/errors/manifold-error.ts';
import { recordFailureCode } from '../../core/tracing/recording.ts';
import { methodOf } from '../methods.ts';

/** An error that answers the whole HTTP request, as JSON-RPC has it. */
export function jsonRpcError(
  status: number,
  error: { code: number; message: string; data?: unknown },
  id: unknown = null,
): Response {
  return Response.json({ jsonrpc: '2.0', id: isId(id) ? id : null, error }, { status });
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

/**
 * The answer to a message with a method that the table does not list: -32601, with HTTP 404 for a request of 2026-07-28
 * and 200 for an older one. JSON-RPC never answers a notification, so an unlisted one is dropped with 202.
 *
 * @returns undefined if the method is listed, or if the message has none, so that the SDK answers it
 */
export function refuseUnlistedMethod(message: unknown): Response | undefined {
  const { id, method, params } = Object(message) as { id?: unknown; method?: unknown; params?: unknown };
  if (typeof method !== 'string' || methodOf(message) !== undefined) return undefined;
  if (id === undefined) return new Response(null, { status: 202 });
  const isModern = 'io.modelcontextprotocol/protocolVersion' in Object(Object(params)._meta);
  return jsonRpcError(isModern ? 404 : 200, { code: -32601, message: 'Method not found' }, id);
}

function isId(id: unknown): id is string | number {
  return typeof id === 'string' || typeof id === 'number';
}
