import { ERROR_MEANINGS, type ErrorCode } from '../../../schemas/errors.ts';

/**
 * Whether a request to a provider that failed with this error of the outbound client may have reached the provider. A
 * fault of the platform, such as a refused host, and a refusal of the circuit breaker come before anything is sent.
 */
export function mayHaveBeenSent(code: ErrorCode): boolean {
  const { effect, fault } = ERROR_MEANINGS[code];
  return effect === 'unknown' && fault !== 'platform';
}
