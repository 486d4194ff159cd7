import * as z from 'zod';
import { ManifoldError } from '../../core/errors/manifold-error.ts';

/** Query variables of a list, as a URI gives them. */
export interface ListVariables {
  limit?: string | undefined;
  cursor?: string | undefined;
}

const MOST = 100;
const USUAL = 20;
const Cursor = z.string().regex(/^[a-z]+_\w{1,200}$/);

/**
 * Paging as Stripe takes it. A cursor is the last id of the page before; lists are of one customer, so that an id of
 * somebody else leads nowhere.
 *
 * @throws {ManifoldError} E2004 that names the variable
 */
export function pagingOf({ limit, cursor }: ListVariables): { limit: number; starting_after?: string } {
  const most = limit === undefined ? USUAL : /^\d{1,3}$/.test(limit) ? Number(limit) : Number.NaN;
  if (!(most >= 1 && most <= MOST)) throw wrong('limit', `a whole number from 1 to ${MOST}`);
  if (cursor === undefined) return { limit: most };
  const after = Cursor.safeParse(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!after.success) throw wrong('cursor', 'the "next" of the page before, unchanged');
  return { limit: most, starting_after: after.data };
}

/** `has_more` of a page, and where it goes on. */
export function pageEnd({ data, has_more: hasMore }: { data: readonly { id: string }[]; has_more: boolean }) {
  const last = data.at(-1);
  return { has_more: hasMore, ...(hasMore && last ? { next: Buffer.from(last.id).toString('base64url') } : {}) };
}

/**
 * Days from and to, UTC, both included, as Stripe's filter of `created`.
 * @throws {ManifoldError} E2004 that names the day that is none, or comes too early
 */
export function createdBetween(start: string | undefined, end: string | undefined) {
  const from = start === undefined ? undefined : secondsOf('start_date', start);
  const to = end === undefined ? undefined : secondsOf('end_date', end) + 86_400;
  if (from !== undefined && to !== undefined && from >= to) throw wrong('start_date', `a day before ${end}`);
  if (from === undefined && to === undefined) return {};
  return { created: { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lt: to }) } };
}

function secondsOf(field: string, day: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // 30 February is read as a day of March.
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(day)) return time / 1000;
  throw wrong(field, 'a day of the calendar, YYYY-MM-DD, UTC');
}

function wrong(field: string, expectedFormat: string): ManifoldError {
  return new ManifoldError('E2004', `"${field}" has to be ${expectedFormat}.`, { details: { field, expectedFormat } });
}
