import { answeredError } from '../../core/errors/answered-error.ts';
import { toManifoldError } from '../../core/errors/manifold-error.ts';
import { isId } from '../../core/json/message-id.ts';
import { recordFailureCode } from '../../core/tracing/recording.ts';

/** JSON-RPC codes of errors that answer a whole request. Revision 2026-07-28 leaves -32000 to -32019 to older servers. */
export const INVALID_REQUEST = -32600;
const INTERNAL_ERROR = -32603;
const LEGACY_CODES = { lowest: -32019, highest: -32000 };

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
  const body = answeredError(error, options);
  const code = error.status < 500 ? INVALID_REQUEST : INTERNAL_ERROR;
  const response = jsonRpcError(error.status, { code, message: error.message, data: body }, id);
  const { retryAfter } = error.details;
  if (retryAfter !== undefined) response.headers.set('retry-after', String(retryAfter));
  return response;
}

/** JSON-RPC 2.0, 5.1: an unreadable body is a parse error without an id. */
export function parseError(): Response {
  return jsonRpcError(400, { code: -32700, message: 'Parse error: the request body is not valid JSON.' });
}

/** An error of the SDK for a whole request, with the code and without the id that {@link jsonRpcError} would give it. */
export async function corrected(response: Response): Promise<Response> {
  if (!response.headers.get('content-type')?.startsWith('application/json')) return response;
  const { id, error } = (await response.json()) as { id?: unknown; error: { code: number; message: string } };
  const isLegacy = error.code >= LEGACY_CODES.lowest && error.code <= LEGACY_CODES.highest;
  const own = jsonRpcError(response.status, isLegacy ? { ...error, code: INVALID_REQUEST } : error, id);
  for (const [name, value] of response.headers) own.headers.set(name, value);
  return own;
}
