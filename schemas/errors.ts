import * as z from 'zod';

/**
 * The error catalogue. Codes E1001 to E5004 are those of the platform; the ones the platform source does not list
 * continue its ranges: E1xxx identity, E2xxx request, E3xxx tool, E4xxx provider, E5xxx platform.
 *
 * `status` is the HTTP status where an error answers a whole HTTP request; `retryable` is whether repeating the very
 * same call may succeed; `alias` is the name that KYC clients know the code by.
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

/** What was wrong with the request, and what would be right. Values are masked before they get here. */
export const ErrorDetails = z.looseObject({
  /** Path of the offending field, dotted, e.g. `address.pincode`; empty for the whole input. */
  field: z.string().optional(),
  providedValue: z.string().optional(),
  expectedFormat: z.string().optional(),
  suggestion: z.string().optional(),
  /** Seconds after which a retry makes sense. */
  retryAfter: z.number().optional(),
});
export type ErrorDetails = z.infer<typeof ErrorDetails>;

/** The one JSON shape of an error, wherever it appears. */
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
  /** Only where the stage shows traces (never in production). */
  trace: z.string().optional(),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
