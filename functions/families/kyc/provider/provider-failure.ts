import type { ErrorMapping } from '../../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { maskAadhaarIn } from '../formats/aadhaar.ts';

/**
 * A documented failure of the provider. The tables of failures map answers to errors and, as `errorMappings`, document
 * them in the registry.
 */
export interface ProviderFailure extends ErrorMapping {
  /** The argument that caused the failure. */
  field?: string;
  expectedFormat?: string;
  /** What to do, if the message does not say it. */
  suggestion?: string;
  /** Seconds to wait if the provider does not say. */
  retryAfter?: number;
  retryable?: boolean;
}

/** Status and text of an answer, without its envelope. */
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

/** The error for a provider message; E4004 with a quote if no table has the message. */
export function failureToError(failure: ProviderFailure | undefined, reply: ProviderMessage): ManifoldError {
  if (!failure) {
    return new ManifoldError(
      'E4004',
      `The provider gave an answer that is not documented: HTTP ${reply.status}${quote(reply.message)}.`,
    );
  }
  const { code, alias, message, field, expectedFormat, suggestion, retryable } = failure;
  const retryAfter = reply.retryAfter ?? secondsIn(reply.message) ?? failure.retryAfter;
  return new ManifoldError(code, message, {
    retryable,
    alias,
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

/** A text of the provider for an error: one short line without numbers that may be personal. */
function quote(message: string): string {
  const plain = maskAadhaarIn(message)
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[A-Z]{5}\d{4}[A-Z]|\d{5,}/gi, '…')
    .trim();
  return plain === '' ? '' : `, "${plain.slice(0, 120)}"`;
}
