import { ERROR_CATALOGUE, type ErrorBody, type ErrorCode, type ErrorDetails } from '../../../schemas/errors.ts';

export interface ManifoldErrorOptions {
  details?: ErrorDetails;
  cause?: unknown;
  /** Overrides the catalogue where this very case differs, e.g. a provider's 500 that is known to be final. */
  retryable?: boolean;
}

/**
 * The one error that the platform throws. `message` is written for the agent that has to go on: what was wrong and
 * what to do next; it never holds personal data or a secret, since it reaches the client as it is.
 *
 * @example
 * throw new ManifoldError('E3001', `There is no tool "${name}".`, { details: { suggestion: 'verify_pan' } });
 */
export class ManifoldError extends Error {
  override readonly name = 'ManifoldError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options: ManifoldErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    this.retryable = options.retryable ?? ERROR_CATALOGUE[code].retryable;
  }

  /** HTTP status where the error answers a whole request. */
  get status(): number {
    return ERROR_CATALOGUE[this.code].status;
  }
}

/** Anything thrown, as a catalogue error: what is not ours becomes E5001 with a message that gives nothing away. */
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
  const { name, alias } = ERROR_CATALOGUE[error.code];
  return {
    code: error.code,
    name,
    alias,
    message: error.message,
    details: error.details,
    correlationId,
    timestamp: new Date().toISOString(),
    retryable: error.retryable,
    trace: showTrace ? traceOf(error) : undefined,
  };
}

/** A catalogue error from the JSON shape that another function answered with. */
export function fromErrorBody(body: ErrorBody): ManifoldError {
  return new ManifoldError(body.code, body.message, {
    details: body.details,
    retryable: body.retryable,
    cause: body.trace,
  });
}

function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\ncaused by: ${traceOf(error.cause)}`;
}
