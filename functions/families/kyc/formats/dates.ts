import * as z from 'zod';
import { textKind } from '../../../../schemas/text-kind.ts';

/** A day of the Gregorian calendar that exists. */
export interface CalendarDate {
  year: number;
  /** 1 to 12. */
  month: number;
  /** 1 to 31. */
  day: number;
}

const DAY_FIRST = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/;
const ISO = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Reads DD/MM/YYYY (also with hyphens or dots) and ISO 8601 YYYY-MM-DD; undefined for days that do not exist. */
export function parseDate(text: string): CalendarDate | undefined {
  const trimmed = text.trim();
  const iso = ISO.exec(trimmed);
  const dayFirst = DAY_FIRST.exec(trimmed);
  const [year, month, day] = iso ? iso.slice(1) : (dayFirst?.slice(1).reverse() ?? []);
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  return exists(date) ? date : undefined;
}

function exists({ year, month, day }: CalendarDate): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1000 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const two = (number: number) => String(number).padStart(2, '0');

/** DD/MM/YYYY, which the provider asks for. */
export function toDayFirst({ year, month, day }: CalendarDate): string {
  return `${two(day)}/${two(month)}/${year}`;
}

/** YYYY-MM-DD. */
export function toIsoDate({ year, month, day }: CalendarDate): string {
  return `${year}-${two(month)}-${two(day)}`;
}

/** The latest day that has begun in any time zone; a later one is refused. */
function isInFuture({ year, month, day }: CalendarDate): boolean {
  return Date.UTC(year, month - 1, day) > Date.now() + 14 * 3_600_000;
}

/** Date of birth, of incorporation or of formation; `execute` sees DD/MM/YYYY. */
export const dateOfBirthField = () =>
  z
    .string()
    .min(8)
    .max(12)
    .meta({
      description: 'Date of birth, or of incorporation or formation: DD/MM/YYYY or YYYY-MM-DD.',
      examples: ['11/11/2001', '2001-11-11'],
      pattern: [DAY_FIRST, ISO].map(({ source }) => `^\\s*${source.slice(1, -1)}\\s*$`).join('|'),
      ...textKind('identifier'),
    })
    .transform((text, context) => {
      const date = parseDate(text);
      if (date && !isInFuture(date)) return toDayFirst(date);
      const problem = date ? 'the date is in the future' : 'no such date';
      context.addIssue({ code: 'custom', message: `${problem}, expected DD/MM/YYYY or YYYY-MM-DD, e.g. "11/11/2001"` });
      return z.NEVER;
    });
