import type { ErrorMapping } from '../../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { maskAadhaarIn } from '../formats/aadhaar.ts';

/**
 * A documented failure of the provider. The tables of failures are what the client maps by and, as `errorMappings`,
 * what the registry documents: one truth for both.
 */
export interface ProviderFailure extends ErrorMapping {
  /** Argument that is to blame. */
  field?: string;
  expectedFormat?: string;
  /** What to do, where the message does not say it. */
  suggestion?: string;
  /** Seconds to wait where the provider does not say. */
  retryAfter?: number;
  retryable?: boolean;
}

/** What the provider said, once the envelope is off. */
export interface ProviderMessage {
  status: number;
  message: string;
  /** Value of the Retry-After header in seconds. */
  retryAfter?: number;
}

/** The first entry of the table that fits; texts are compared without case, since the provider varies it. */
export function findFailure(table: readonly ProviderFailure[], reply: ProviderMessage): ProviderFailure | undefined {
  const message = reply.message.toLowerCase();
  return table.find(
    ({ providerStatus, providerMessage = '' }) =>
      providerStatus === reply.status && message.includes(providerMessage.toLowerCase()),
  );
}

/** The catalogue error for what the provider said; E4004 quoting it where no table knows it. */
export function failureToError(failure: ProviderFailure | undefined, reply: ProviderMessage): ManifoldError {
  if (!failure) {
    return new ManifoldError(
      'E4004',
      `The provider answered something that is not documented: HTTP ${reply.status}${quote(reply.message)}.`,
    );
  }
  const { code, message, field, expectedFormat, suggestion, retryable } = failure;
  const retryAfter = reply.retryAfter ?? secondsIn(reply.message) ?? failure.retryAfter;
  return new ManifoldError(code, message, {
    retryable,
    details: {
      field,
      expectedFormat,
      suggestion,
      retryAfter,
    },
  });
}

/** `please try after 45 seconds` as 45. */
function secondsIn(message: string): number | undefined {
  const seconds = /(\d+)\s*seconds?/i.exec(message)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

/** A text of the provider as an error may show it: short, one line, without numbers that could be somebody's. */
function quote(message: string): string {
  const plain = maskAadhaarIn(message)
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[A-Z]{5}\d{4}[A-Z]|\d{5,}/gi, '…')
    .trim();
  return plain === '' ? '' : `, "${plain.slice(0, 120)}"`;
}
