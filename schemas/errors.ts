import * as z from 'zod';

/**
 * The error catalogue: every error that the platform answers with. E1xxx concern identity, E2xxx the request, E3xxx the
 * tool and its call, E4xxx the provider, E5xxx the platform. Codes, names and aliases never change; docs/errors.md
 * lists them for callers. An error may have an alias that says more than that of its code, such as `INVALID_PAN_TYPE`.
 *
 * - `status`: HTTP status, if the error answers a whole HTTP request
 * - `retryable`: whether sending the same call again may succeed
 * - `alias`: name of the code for clients of the KYC tools
 */
export const ERROR_CATALOGUE = {
  E1001: { name: 'AUTH_REQUIRED', status: 401, retryable: false, alias: 'AUTH_REQUIRED' },
  E1002: { name: 'INVALID_TOKEN', status: 401, retryable: false, alias: 'INVALID_TOKEN' },
  E1003: { name: 'TOKEN_EXPIRED', status: 401, retryable: false, alias: 'TOKEN_EXPIRED' },
  E1004: { name: 'INSUFFICIENT_PERMISSIONS', status: 403, retryable: false, alias: 'FORBIDDEN' },
  E1005: { name: 'MFA_REQUIRED', status: 401, retryable: false, alias: 'MFA_REQUIRED' },
  E2001: { name: 'INVALID_REQUEST', status: 400, retryable: false, alias: 'INVALID_REQUEST' },
  E2002: { name: 'SCHEMA_VALIDATION_FAILED', status: 422, retryable: false, alias: 'INVALID_INPUT' },
  E2003: { name: 'MISSING_REQUIRED_FIELD', status: 422, retryable: false, alias: 'INVALID_INPUT' },
  E2004: { name: 'INVALID_FIELD_VALUE', status: 422, retryable: false, alias: 'INVALID_INPUT' },
  E2005: { name: 'CONSENT_REQUIRED', status: 422, retryable: false, alias: 'CONSENT_REQUIRED' },
  E2006: { name: 'PAYLOAD_TOO_LARGE', status: 413, retryable: false, alias: 'PAYLOAD_TOO_LARGE' },
  E2007: { name: 'IDEMPOTENCY_CONFLICT', status: 409, retryable: false, alias: 'IDEMPOTENCY_CONFLICT' },
  E3001: { name: 'TOOL_NOT_FOUND', status: 404, retryable: false, alias: 'NOT_FOUND' },
  E3002: { name: 'TOOL_DISABLED', status: 403, retryable: false, alias: 'TOOL_DISABLED' },
  E3003: { name: 'TOOL_EXECUTION_FAILED', status: 502, retryable: false, alias: 'EXECUTION_FAILED' },
  E3004: { name: 'TOOL_TIMEOUT', status: 504, retryable: true, alias: 'TIMEOUT' },
  E3005: { name: 'CALL_CANCELLED', status: 499, retryable: false, alias: 'CANCELLED' },
  E3006: { name: 'CALL_IN_PROGRESS', status: 409, retryable: true, alias: 'IN_PROGRESS' },
  E3007: { name: 'CONFIRMATION_REQUIRED', status: 403, retryable: false, alias: 'CONFIRMATION_REQUIRED' },
  E3008: { name: 'OUTCOME_UNKNOWN', status: 500, retryable: false, alias: 'OUTCOME_UNKNOWN' },
  E3009: { name: 'RATE_LIMITED', status: 429, retryable: true, alias: 'RATE_LIMIT_EXCEEDED' },
  E3010: { name: 'APPROVAL_REQUIRED', status: 403, retryable: true, alias: 'APPROVAL_REQUIRED' },
  E3011: { name: 'APPROVAL_DENIED', status: 403, retryable: false, alias: 'APPROVAL_DENIED' },
  E3012: { name: 'CAPABILITY_REQUIRED', status: 400, retryable: false, alias: 'CAPABILITY_REQUIRED' },
  E4001: { name: 'UPSTREAM_CONNECTION_FAILED', status: 502, retryable: true, alias: 'UPSTREAM_UNREACHABLE' },
  E4002: { name: 'UPSTREAM_TIMEOUT', status: 504, retryable: true, alias: 'TIMEOUT' },
  E4003: { name: 'UPSTREAM_RATE_LIMITED', status: 429, retryable: true, alias: 'RATE_LIMIT_EXCEEDED' },
  E4004: { name: 'UPSTREAM_ERROR', status: 502, retryable: false, alias: 'UPSTREAM_ERROR' },
  E4005: { name: 'UPSTREAM_UNAVAILABLE', status: 503, retryable: true, alias: 'SERVICE_UNAVAILABLE' },
  E4006: { name: 'UPSTREAM_CREDENTIALS', status: 502, retryable: false, alias: 'PROVIDER_CREDENTIALS' },
  E4007: { name: 'DATA_NOT_FOUND', status: 521, retryable: false, alias: 'DATA_NOT_FOUND' },
  E4008: { name: 'INVALID_SESSION_LIFECYCLE', status: 523, retryable: false, alias: 'INVALID_SESSION_LIFECYCLE' },
  E4009: { name: 'UPSTREAM_DECLINED', status: 402, retryable: false, alias: 'DECLINED' },
  E5001: { name: 'INTERNAL_ERROR', status: 500, retryable: false, alias: 'INTERNAL_ERROR' },
  E5002: { name: 'DATABASE_ERROR', status: 503, retryable: true, alias: 'DATABASE_ERROR' },
  E5003: { name: 'CACHE_ERROR', status: 500, retryable: true, alias: 'CACHE_ERROR' },
  E5004: { name: 'SERVICE_UNAVAILABLE', status: 503, retryable: true, alias: 'SERVICE_UNAVAILABLE' },
} as const satisfies Record<string, { name: string; status: number; retryable: boolean; alias: string }>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;
export const ErrorCode = z.enum(Object.keys(ERROR_CATALOGUE) as [ErrorCode, ...ErrorCode[]]);

/** What a code means to the code that has to react to it. Every code says all of it, and no other file lists codes. */
export interface ErrorMeaning {
  /**
   * What is known of the call's effect.
   * - `none`: nothing was executed. Its idempotency key is released, so a retry executes the call.
   * - `unknown`: the call may have been executed. Its idempotency key stays taken, so that nothing executes it twice.
   * - `final`: the call has ended with this error. A retry with the same idempotency key gets the same error.
   */
  effect: 'none' | 'unknown' | 'final';
  /**
   * What failed; `setup` is a wrong setting or credential of the stage. Alarms count every error but those of `none`.
   */
  fault: 'none' | 'tool' | 'provider' | 'setup' | 'platform';
  /**
   * Why no answer came from the provider: no connection or a broken one, or its time ended. Circuit breakers count these.
   */
  noAnswer: false | 'late' | 'broken';
  /**
   * True if a tool may have the error cached: it says something about the data, and asking again does not change it.
   */
  cached: boolean;
  /**
   * How MCP answers a tool call: a result with `isError`, or the JSON-RPC error for parameters or a client capability.
   */
  tool: 'result' | 'invalid' | 'capability';
  /** How MCP answers a resource, prompt or completion: the JSON-RPC error for parameters, or an internal error. */
  other: 'invalid' | 'internal';
}

/** The second half of the catalogue: what each code means. */
export const ERROR_MEANINGS: Readonly<Record<ErrorCode, ErrorMeaning>> = {
  E1001: { effect: 'final', fault: 'none', noAnswer: false, cached: false, tool: 'result', other: 'invalid' },
  E1002: { effect: 'final', fault: 'none', noAnswer: false, cached: false, tool: 'result', other: 'invalid' },
  E1003: { effect: 'final', fault: 'none', noAnswer: false, cached: false, tool: 'result', other: 'invalid' },
  E1004: { effect: 'final', fault: 'none', noAnswer: false, cached: false, tool: 'result', other: 'invalid' },
  E1005: { effect: 'final', fault: 'none', noAnswer: false, cached: false, tool: 'result', other: 'invalid' },
  E2001: { effect: 'final', fault: 'none', noAnswer: false, cached: true, tool: 'invalid', other: 'invalid' },
  E2002: { effect: 'none', fault: 'none', noAnswer: false, cached: true, tool: 'result', other: 'invalid' },
  E2003: { effect: 'none', fault: 'none', noAnswer: false, cached: true, tool: 'result', other: 'invalid' },
  E2004: { effect: 'none', fault: 'none', noAnswer: false, cached: true, tool: 'result', other: 'invalid' },
  E2005: { effect: 'none', fault: 'none', noAnswer: false, cached: true, tool: 'result', other: 'invalid' },
  E2006: { effect: 'final', fault: 'none', noAnswer: false, cached: true, tool: 'result', other: 'invalid' },
  E2007: { effect: 'final', fault: 'none', noAnswer: false, cached: true, tool: 'result', other: 'invalid' },
  E3001: { effect: 'none', fault: 'none', noAnswer: false, cached: false, tool: 'invalid', other: 'invalid' },
  E3002: { effect: 'none', fault: 'none', noAnswer: false, cached: false, tool: 'result', other: 'invalid' },
  E3003: { effect: 'unknown', fault: 'tool', noAnswer: false, cached: false, tool: 'result', other: 'internal' },
  E3004: { effect: 'unknown', fault: 'tool', noAnswer: 'late', cached: false, tool: 'result', other: 'internal' },
  E3005: { effect: 'unknown', fault: 'none', noAnswer: false, cached: false, tool: 'result', other: 'internal' },
  E3006: { effect: 'final', fault: 'none', noAnswer: false, cached: false, tool: 'result', other: 'internal' },
  E3007: { effect: 'none', fault: 'none', noAnswer: false, cached: false, tool: 'result', other: 'internal' },
  E3008: { effect: 'unknown', fault: 'tool', noAnswer: false, cached: false, tool: 'result', other: 'internal' },
  E3009: { effect: 'none', fault: 'none', noAnswer: false, cached: false, tool: 'result', other: 'internal' },
  E3010: { effect: 'final', fault: 'none', noAnswer: false, cached: false, tool: 'result', other: 'internal' },
  E3011: { effect: 'final', fault: 'none', noAnswer: false, cached: false, tool: 'result', other: 'internal' },
  E3012: { effect: 'final', fault: 'none', noAnswer: false, cached: false, tool: 'capability', other: 'internal' },
  E4001: { effect: 'unknown', fault: 'provider', noAnswer: 'broken', cached: false, tool: 'result', other: 'internal' },
  E4002: { effect: 'unknown', fault: 'provider', noAnswer: 'late', cached: false, tool: 'result', other: 'internal' },
  E4003: { effect: 'none', fault: 'provider', noAnswer: false, cached: false, tool: 'result', other: 'internal' },
  E4004: { effect: 'unknown', fault: 'provider', noAnswer: false, cached: true, tool: 'result', other: 'internal' },
  E4005: { effect: 'none', fault: 'provider', noAnswer: false, cached: false, tool: 'result', other: 'internal' },
  E4006: { effect: 'none', fault: 'setup', noAnswer: false, cached: false, tool: 'result', other: 'internal' },
  E4007: { effect: 'final', fault: 'none', noAnswer: false, cached: true, tool: 'result', other: 'invalid' },
  E4008: { effect: 'final', fault: 'none', noAnswer: false, cached: true, tool: 'result', other: 'internal' },
  E4009: { effect: 'final', fault: 'none', noAnswer: false, cached: true, tool: 'result', other: 'internal' },
  E5001: { effect: 'unknown', fault: 'platform', noAnswer: false, cached: false, tool: 'result', other: 'internal' },
  E5002: { effect: 'none', fault: 'platform', noAnswer: false, cached: false, tool: 'result', other: 'internal' },
  E5003: { effect: 'final', fault: 'platform', noAnswer: false, cached: false, tool: 'result', other: 'internal' },
  E5004: { effect: 'none', fault: 'platform', noAnswer: false, cached: false, tool: 'result', other: 'internal' },
};

/** One field that is wrong, and what would be right. Values of the caller are masked before they get here. */
const FieldFault = z.looseObject({
  /** Dotted path of the field, such as `address.pincode`; empty for the whole input. */
  field: z.string().optional(),
  providedValue: z.string().optional(),
  expectedFormat: z.string().optional(),
  suggestion: z.string().optional(),
});

/** What was wrong with the request, and what would be right. */
export const ErrorDetails = FieldFault.extend({
  /** All faults, if there is more than one. */
  faults: z.array(FieldFault).optional(),
  /** Seconds to wait before a retry. */
  retryAfter: z.number().optional(),
});
export type ErrorDetails = z.infer<typeof ErrorDetails>;

/** The JSON shape of an error, the same in every answer. */
export const ErrorBody = z.object({
  code: ErrorCode,
  name: z.string(),
  alias: z.string(),
  message: z.string(),
  details: ErrorDetails,
  correlationId: z.string(),
  /** ISO 8601, UTC. */
  timestamp: z.string(),
  retryable: z.boolean(),
  /** Stack trace, if the stage shows traces; never in production. */
  trace: z.string().optional(),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
