import { ManifoldError } from '../../core/errors/manifold-error.ts';

/**
 * The variable `limit` of a list: how many entries a page has at most.
 * @throws {ManifoldError} E2004 that names the range
 */
export function readLimit(text: string | undefined, { max, standard }: { max: number; standard: number }): number {
  if (text === undefined) return standard;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= max) return limit;
  throw invalidVariable('limit', `a whole number from 1 to ${max}`);
}

/**
 * A day of the calendar, `YYYY-MM-DD`.
 * @param field name of the variable
 * @throws {ManifoldError} E2004 that names the variable
 */
export function readDay(field: string, text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // Date.parse reads 30 February as 1 or 2 March.
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text;
  throw invalidVariable(field, 'a day of the calendar, YYYY-MM-DD');
}

/** E2004 for a variable of a resource, with the format that is right. */
export function invalidVariable(field: string, expectedFormat: string): ManifoldError {
  return new ManifoldError('E2004', `"${field}" has to be ${expectedFormat}.`, { details: { field, expectedFormat } });
}
