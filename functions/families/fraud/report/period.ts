import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { DAY } from '../scoring/transaction.ts';

export const MOST_DAYS = 366;

export interface Period {
  /** Days, `2026-11-21`, UTC, both included. */
  readonly from: string;
  readonly to: string;
  /** Unix milliseconds of the first moment, and of the first one after it. */
  readonly start: number;
  readonly end: number;
}

/** @throws {ManifoldError} E2004 that names the day that does not fit */
export function periodOf({ start_date: from, end_date: to }: { start_date: string; end_date: string }): Period {
  const [start, end] = [Date.parse(from), Date.parse(to) + DAY];
  const refuse = (field: string, fault: string, expectedFormat: string) =>
    new ManifoldError('E2004', `"${field}" ${fault}.`, { details: { field, expectedFormat } });
  if (start >= end) throw refuse('end_date', 'lies before "start_date"', `${from} or later`);
  if (start > Date.now()) throw refuse('start_date', 'lies in the future', 'today or earlier, YYYY-MM-DD');
  if (end - start > MOST_DAYS * DAY) {
    throw refuse('end_date', `makes the period longer than ${MOST_DAYS} days`, 'a shorter period');
  }
  return { from, to, start, end };
}
