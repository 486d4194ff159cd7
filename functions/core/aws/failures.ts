import { NOT_CONNECTED } from '../errors/not-connected.ts';
import type { ClientConfig, FailureKind } from './client-config.ts';
import type { AwsAnswer } from './connection-pool.ts';

/** A refused request, as AWS describes it. */
export interface Refusal {
  /** Name of the exception, without its namespace. */
  readonly name: string;
  readonly message: string;
  readonly body: Record<string, unknown>;
  readonly metadata: { readonly httpStatusCode: number; readonly requestId?: string };
}

/** Reads a refusal of AWS JSON 1.0 or of REST JSON: the exception's name is in a header or in the body. */
export function refusalOf({ status, headers, body }: AwsAnswer): Refusal {
  const fields = fieldsOf(body);
  const stated = headers['x-amzn-errortype'] ?? fields.__type ?? fields.code ?? 'Unknown';
  const requestId = headers['x-amzn-requestid'];
  return {
    // `com.amazonaws.dynamodb.v20120810#Name`, or `Name:http://…`.
    name: String(stated).replace(/^.*#/, '').replace(/:.*$/, ''),
    message: String(fields.message ?? fields.Message ?? `AWS answered with status ${status}.`),
    body: fields,
    metadata: { httpStatusCode: status, ...(typeof requestId === 'string' ? { requestId } : {}) },
  };
}

function fieldsOf(body: Buffer): Record<string, unknown> {
  try {
    return Object(JSON.parse(body.toString()));
  } catch {
    // A load balancer on the way answers with a page.
    return {};
  }
}

/** Names and codes of errors that the AWS SDK's standard strategy retries (`@smithy/core`, retry). */
const THROTTLING = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);
const TRANSIENT = new Set(['TimeoutError', 'RequestTimeout', 'RequestTimeoutException']);
const BROKEN = new Set([...NOT_CONNECTED, 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
const TRANSIENT_STATUS = new Set([500, 502, 503, 504]);

interface Failure {
  name?: string;
  code?: string;
  /** Set by the SDK on exceptions that the service calls retryable. */
  $retryable?: { throttling?: boolean };
  /** Set on a request whose connection was lost and that must not be sent twice. */
  outcomeUnknown?: boolean;
  $metadata?: { httpStatusCode?: number; clockSkewCorrected?: boolean };
}

/** The kind by which the retry strategy decides on a failure. */
export function kindOf(error: unknown): FailureKind {
  const { name = '', code = '', $metadata = {}, $retryable, outcomeUnknown } = Object(error) as Failure;
  const { httpStatusCode: status = 0, clockSkewCorrected } = $metadata;
  if (outcomeUnknown || name === 'AbortError') return 'CLIENT_ERROR';
  if (status === 429 || $retryable?.throttling || THROTTLING.has(name)) return 'THROTTLING';
  if ($retryable) return 'TRANSIENT';
  if (clockSkewCorrected || TRANSIENT.has(name) || BROKEN.has(code) || TRANSIENT_STATUS.has(status)) return 'TRANSIENT';
  return status >= 500 ? 'SERVER_ERROR' : 'CLIENT_ERROR';
}

/** AWS refuses signatures that are more than five minutes off; this leaves some room. */
const SKEW_MS = 240_000;

/**
 * Takes over the clock of AWS if a refused request was signed by a clock that is far off. The failure is then retried.
 *
 * @returns the failure
 */
export function correctClock(config: ClientConfig, { headers }: AwsAnswer, failure: Error): Error {
  const theirs = Date.parse(headers.date ?? '');
  const offset = theirs - Date.now();
  if (Number.isNaN(offset) || Math.abs(offset - config.systemClockOffset) < SKEW_MS) return failure;
  config.systemClockOffset = offset;
  const { $metadata } = failure as Failure;
  if ($metadata) $metadata.clockSkewCorrected = true;
  return failure;
}
