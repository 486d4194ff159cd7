import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { FailureContext } from './failures.ts';

/** A refusal in Plaid's words (plaid.com/docs/errors), without what was sent. */
export interface PlaidFailure {
  type: string;
  code: string;
  status: number;
  requestId: string | undefined;
  /** Seconds. */
  retryAfter: number | undefined;
}

/** An error of axios with an answer. */
const Refused = z.looseObject({
  response: z.looseObject({
    status: z.number(),
    headers: z.looseObject({}).nullish(),
    data: z.unknown(),
  }),
});
const Body = z.looseObject({ error_type: z.string(), error_code: z.string(), request_id: z.string().nullish() });

/** What Plaid answered, where it did; undefined where no answer came. */
export function failureOf(thrown: unknown): PlaidFailure | undefined {
  const refused = Refused.safeParse(thrown);
  // Half of an answer has a status of success.
  if (!refused.success || refused.data.response.status < 300) return undefined;
  const { status, headers, data } = refused.data.response;
  const body = Body.safeParse(data);
  const retryAfter = Number(headers?.['retry-after']);
  return {
    // A proxy's page in place of Plaid's error: its status is all there is.
    type: body.success ? body.data.error_type : status >= 500 ? 'API_ERROR' : 'UNKNOWN',
    code: body.success ? body.data.error_code : `HTTP_${status}`,
    status,
    requestId: body.data?.request_id ?? undefined,
    retryAfter: retryAfter > 0 ? retryAfter : undefined,
  };
}

const TIMED_OUT = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ERR_CANCELED']);
/** Codes of connections that were never made. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * No answer came. A connection that was refused on our side was never made; one that broke may have brought the request
 * there.
 */
export function connectionFailure(thrown: unknown, { unknownOutcome, details = {} }: FailureContext): ManifoldError {
  const ours = refusalInside(thrown);
  if (ours) return new ManifoldError(ours.code, ours.message, { details: { ...ours.details, ...details } });
  const code = String(Object(thrown).code);
  if (NEVER_SENT.has(code)) {
    return new ManifoldError('E4005', 'Plaid cannot be reached; nothing was sent. Try again.', { details });
  }
  if (unknownOutcome !== undefined) {
    return new ManifoldError('E3008', `Nobody knows whether Plaid acted on this call. ${unknownOutcome}`, { details });
  }
  // axios has one code for a body that is too long and for one that breaks off.
  if (/maxContentLength/.test(String(Object(thrown).message))) {
    return new ManifoldError('E4004', 'Plaid answered more than an answer of its own has.', { details });
  }
  return TIMED_OUT.has(code)
    ? new ManifoldError('E4002', 'Plaid did not answer in time. Try again.', { details })
    : new ManifoldError('E4001', 'Plaid dropped the connection. Try again.', { details });
}

/** The platform's own refusal (egress, breaker), which axios wraps. */
function refusalInside(thrown: unknown, depth = 0): ManifoldError | undefined {
  if (thrown instanceof ManifoldError) return thrown;
  if (typeof thrown !== 'object' || thrown === null || depth > 4) return undefined;
  return refusalInside(Reflect.get(thrown, 'cause'), depth + 1);
}
