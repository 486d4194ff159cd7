import { invalidVariable, readDay } from '../../../kit/family/list-variables.ts';

/** Entries of a page: 100, and 500 at most. */
export const PAGE_SIZE = { max: 500, standard: 100 };

/**
 * The days from `start` to `end`, both included; undefined for the one that is not given.
 * @throws {ManifoldError} E2004 that names the variable that is no day, or the start if it is after the end
 */
export function daysOf(start: string | undefined, end: string | undefined): { from?: string; to?: string } {
  const from = start === undefined ? undefined : readDay('start_date', start);
  const to = end === undefined ? undefined : readDay('end_date', end);
  if (from !== undefined && to !== undefined && from > to) {
    throw invalidVariable('start_date', `a day not after end_date (${to})`);
  }
  return { from, to };
}
