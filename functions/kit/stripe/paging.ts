import * as z from 'zod';
import { withoutUndefined } from '../../core/json/without-undefined.ts';
import { invalidVariable, readDay, readLimit } from '../family/list-variables.ts';

/** Query variables of a list, as a URI gives them. */
export interface ListVariables {
  limit?: string | undefined;
  cursor?: string | undefined;
}

const RANGE = { max: 100, standard: 20 };
const DAY_SECONDS = 86_400;
const Cursor = z.string().regex(/^[a-z]+_\w{1,200}$/);

/**
 * Paging parameters of Stripe. A cursor is the last id of the page before; each list is of one customer, so that the id
 * of an object of another customer leads nowhere.
 *
 * @throws {ManifoldError} E2004 that names the variable
 */
export function pagingOf({ limit, cursor }: ListVariables): { limit: number; starting_after?: string } {
  const size = readLimit(limit, RANGE);
  if (cursor === undefined) return { limit: size };
  const after = Cursor.safeParse(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!after.success) throw invalidVariable('cursor', 'the "next" of the page before, unchanged');
  return { limit: size, starting_after: after.data };
}

/** `has_more` of a page, and the cursor of the next one. */
export function pageEnd({ data, has_more: hasMore }: { data: readonly { id: string }[]; has_more: boolean }) {
  const last = hasMore ? data.at(-1) : undefined;
  return { has_more: hasMore, next: last && Buffer.from(last.id).toString('base64url') };
}

/**
 * The days from `start` to `end`, UTC, both included, as Stripe's filter of `created`.
 * @throws {ManifoldError} E2004 that names the variable that is no day, or the start if it is after the end
 */
export function createdBetween(start: string | undefined, end: string | undefined) {
  const from = start === undefined ? undefined : secondsOf('start_date', start);
  const to = end === undefined ? undefined : secondsOf('end_date', end) + DAY_SECONDS;
  if (from !== undefined && to !== undefined && from >= to) {
    throw invalidVariable('start_date', `a day not after end_date (${end})`);
  }
  return from === undefined && to === undefined ? {} : { created: withoutUndefined({ gte: from, lt: to }) };
}

const secondsOf = (field: string, day: string): number => Date.parse(`${readDay(field, day)}T00:00:00Z`) / 1000;
