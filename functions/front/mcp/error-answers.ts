import { type CallToolResult, ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { ERROR_MEANINGS, type ErrorBody } from '../../../schemas/errors.ts';
import type { OutcomeMeta } from '../../../schemas/invocation.ts';
import { toErrorBody } from '../../core/errors/manifold-error.ts';
import { recordFailureCode } from '../../core/tracing/recording.ts';
import { cleanValue } from '../../platform/output/clean-value.ts';

/** The JSON-RPC errors that answer a tool call in place of a result. */
const PROTOCOL_CODES = {
  result: undefined,
  invalid: ProtocolErrorCode.InvalidParams,
  capability: ProtocolErrorCode.MissingRequiredClientCapability,
} as const;

/** A refused or failed tool call as MCP answers it: a protocol error is thrown, a tool failure returned. */
export function toolFailure(error: ErrorBody, meta: OutcomeMeta = {}): CallToolResult {
  recordFailureCode(error.code);
  return failedResult(error, meta);
}

/** The same for a failure that was counted when it happened. */
export function failedResult(given: ErrorBody, meta: OutcomeMeta = {}): CallToolResult {
  const error = cleanValue(given);
  const protocolCode = PROTOCOL_CODES[ERROR_MEANINGS[error.code].tool];
  if (protocolCode !== undefined) throw new ProtocolError(protocolCode, sentence(error), dataOf(error));
  // Clients of 2025 check structuredContent of failures against the output schema too, so the error is text and _meta.
  return {
    isError: true,
    content: [{ type: 'text', text: JSON.stringify({ error }) }],
    _meta: {
      'manifold/error': error,
      'manifold/correlationId': error.correlationId,
      ...(meta.cached ? { 'manifold/cached': true, 'manifold/ageSeconds': meta.ageSeconds } : {}),
    },
  };
}

/** The protocol itself names what a client lacks at the top. */
function dataOf(error: ErrorBody): unknown {
  const { requiredCapabilities } = error.details;
  return requiredCapabilities === undefined ? error : { ...error, requiredCapabilities };
}

/** A failed resource, prompt or completion: these have no result that says so. */
export function protocolFailure(
  thrown: unknown,
  options: { correlationId: string; showTrace: boolean },
): ProtocolError {
  if (thrown instanceof ProtocolError) return thrown;
  return protocolErrorOf(toErrorBody(thrown, options));
}

/** An error body as a JSON-RPC error: what the client did is invalid params, the rest internal. */
export function protocolErrorOf(given: ErrorBody): ProtocolError {
  const body = cleanValue(given);
  recordFailureCode(body.code);
  const isInvalid = ERROR_MEANINGS[body.code].other === 'invalid';
  const code = isInvalid ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
  return new ProtocolError(code, sentence(body), body);
}

function sentence({ message, details }: ErrorBody): string {
  return details.suggestion ? `${message} ${details.suggestion}` : message;
}
