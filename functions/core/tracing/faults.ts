import type { ErrorCode } from '../../../schemas/errors.ts';

/** Codes of ranges E4 and E5 that are an answer, not a failure. */
const ANSWERS = new Set<ErrorCode>(['E4007', 'E4008', 'E4009']);
const TOOL_FAULTS = new Set<ErrorCode>(['E3003', 'E3004', 'E3008']);

/** Whether an error is the tool's, the provider's or the platform's, and not its caller's: what alarms count. */
export function isFault(code: ErrorCode): boolean {
  return TOOL_FAULTS.has(code) || (/^E[45]/.test(code) && !ANSWERS.has(code));
}
