import { ERROR_MEANINGS, type ErrorCode } from '../../../schemas/errors.ts';

/** Whether the tool, the provider or the platform failed, and not the caller: alarms count these errors. */
export function isFault(code: ErrorCode): boolean {
  return ERROR_MEANINGS[code].fault !== 'none';
}
