import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { type FailureContext, outcomeUnknown } from '../../../kit/provider/failure-context.ts';
import { platformErrorIn, wasNeverSent } from '../../../kit/provider/request-errors.ts';

/** An error that Plaid answered (plaid.com/docs/errors), without what was sent. */
export interface PlaidFailure {
  type: string;
  code: string;
  status: number;
  requestId: string | undefined;
  /** Seconds. */
  retryAfter: number | undefined;
}

/** An error of axios that holds an answer. */
const Refused = z.looseObject({
  response: z.looseObject({
    status: z.number(),
    headers: z.looseObject({}).nullish(),
    data: z.unknown(),
  }),
});
const Body = z.looseObject({ error_type: z.string(), error_code: z.string(), request_id: z.string().nullish() });

/** The error that Plaid answered; undefined if no answer came. */
export function failureOf(thrown: unknown): PlaidFailure | undefined {
  const refused = Refused.safeParse(thrown);
  // An answer that breaks off is an error with a status of success.
  if (!refused.success || refused.data.response.status < 300) return undefined;
  const { status, headers, data } = refused.data.response;
  const body = Body.safeParse(data);
  const retryAfter = Number(headers?.['retry-after']);
  return {
    // The page of a proxy instead of an error of Plaid: only its status says anything.
    type: body.success ? body.data.error_type : status >= 500 ? 'API_ERROR' : 'UNKNOWN',
    code: body.success ? body.data.error_code : `HTTP_${status}`,
    status,
    requestId: body.data?.request_id ?? undefined,
    retryAfter: retryAfter > 0 ? retryAfter : undefined,
  };
}

const TIMED_OUT = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ERR_CANCELED']);

/**
 * The error for a request without an answer. A connection that the platform refused was never opened; over one that
 * broke, the request may have arrived.
 */
export function connectionFailure(thrown: unknown, { unknownOutcome, details = {} }: FailureContext): ManifoldError {
  const ours = platformErrorIn(thrown);
  if (ours) return new ManifoldError(ours.code, ours.message, { details: { ...ours.details, ...details } });
  if (wasNeverSent(thrown)) {
    return new ManifoldError('E4005', 'Plaid cannot be reached; nothing was sent. Try again.', { details });
  }
  if (unknownOutcome !== undefined) {
    return outcomeUnknown('Plaid', unknownOutcome, { details });
  }
  // axios gives a body that is too long the same code as one that breaks off.
  if (/maxContentLength/.test(String(Object(thrown).message))) {
    return new ManifoldError('E4004', 'The answer of Plaid is larger than any that its API documents.', { details });
  }
  return TIMED_OUT.has(String(Object(thrown).code))
    ? new ManifoldError('E4002', 'Plaid did not answer in time. Try again.', { details })
    : new ManifoldError('E4001', 'Plaid dropped the connection. Try again.', { details });
}
