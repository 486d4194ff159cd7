import { ManifoldError } from '../../../core/errors/manifold-error.ts';

const MOST = 500;
const USUAL = 100;

/** @throws {ManifoldError} E2004 that names `limit` */
export function limitOf(limit: string | undefined): number {
  const most = limit === undefined ? USUAL : /^\d{1,3}$/.test(limit) ? Number(limit) : Number.NaN;
  if (most >= 1 && most <= MOST) return most;
  throw wrong('limit', `a whole number from 1 to ${MOST}`);
}

/**
 * Days from and to, both included; undefined where none is given.
 * @throws {ManifoldError} E2004 that names the day that is none, or comes too late
 */
export function daysOf(start: string | undefined, end: string | undefined): { from?: string; to?: string } {
  const from = start === undefined ? undefined : dayOf('start_date', start);
  const to = end === undefined ? undefined : dayOf('end_date', end);
  if (from !== undefined && to !== undefined && from > to) throw wrong('start_date', `a day up to end_date (${to})`);
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function dayOf(field: string, day: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // 30 February is read as a day of March.
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(day)) return day;
  throw wrong(field, 'a day of the calendar, YYYY-MM-DD');
}

function wrong(field: string, expectedFormat: string): ManifoldError {
  return new ManifoldError('E2004', `"${field}" has to be ${expectedFormat}.`, { details: { field, expectedFormat } });
}
