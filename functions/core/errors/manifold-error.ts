import { ERROR_CATALOGUE, type ErrorBody, type ErrorCode, type ErrorDetails } from '../../../schemas/errors.ts';

export interface ManifoldErrorOptions {
  details?: ErrorDetails;
  cause?: unknown;
  /** Overrides the catalogue for this case, such as for a status 500 of a provider that is known to be final. */
  retryable?: boolean;
  /** A name for clients of the KYC tools that says more than that of the code. */
  alias?: string;
}

/**
 * The error class of the platform. The client gets `message` unchanged: it says what was wrong and what to do next, and
 * never holds personal data or a secret.
 *
 * @example
 * throw new ManifoldError('E3001', `There is no tool "${name}".`, { details: { suggestion: 'verify_pan' } });
 */
export class ManifoldError extends Error {
  override readonly name = 'ManifoldError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly retryable: boolean;
  readonly alias: string;

  constructor(code: ErrorCode, message: string, options: ManifoldErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    this.retryable = options.retryable ?? ERROR_CATALOGUE[code].retryable;
    this.alias = options.alias ?? ERROR_CATALOGUE[code].alias;
  }

  /** HTTP status, if the error answers a whole request. */
  get status(): number {
    return ERROR_CATALOGUE[this.code].status;
  }
}

/**
 * Any thrown value as an error of the catalogue. A foreign error becomes E5001 with a message that says nothing about
 * it.
 */
export function toManifoldError(thrown: unknown): ManifoldError {
  if (thrown instanceof ManifoldError) return thrown;
  return new ManifoldError(
    'E5001',
    'The platform failed to handle this call. Quote the correlation id to its operators.',
    {
      cause: thrown,
    },
  );
}

export interface ErrorBodyOptions {
  correlationId: string;
  /** True outside production only: adds the stack of the error and of its causes. */
  showTrace: boolean;
}

/** The JSON shape of an error (schemas/errors.ts). */
export function toErrorBody(thrown: unknown, { correlationId, showTrace }: ErrorBodyOptions): ErrorBody {
  const error = toManifoldError(thrown);
  const { name } = ERROR_CATALOGUE[error.code];
  return {
    code: error.code,
    name,
    alias: error.alias,
    message: error.message,
    details: error.details,
    correlationId,
    timestamp: new Date().toISOString(),
    retryable: error.retryable,
    trace: showTrace ? traceOf(error) : undefined,
  };
}

/** The error that another function answered in its JSON shape. */
export function fromErrorBody(body: ErrorBody): ManifoldError {
  return new ManifoldError(body.code, body.message, {
    details: body.details,
    retryable: body.retryable,
    alias: body.alias,
    cause: body.trace,
  });
}

function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\ncaused by: ${traceOf(error.cause)}`;
}
