import type { ErrorCode, ErrorDetails } from '../../../schemas/errors.ts';

/**
 * A document that cannot be read, or arguments that no request can be made of. It has the fields of the platform's
 * error, so that a caller turns it into one without knowing more.
 *
 * E2001: not a document that can be read. E2004: an argument that cannot be sent. E2006: over a limit.
 */
export class OpenApiError extends Error {
  override readonly name = 'OpenApiError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: 'E2001' | 'E2004' | 'E2006', message: string, details: ErrorDetails = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}
