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
/** Pattern of what `parseDate` reads, whether or not the day exists. */
export const DATE_PATTERN = [DAY_FIRST, ISO].map(({ source }) => `^\\s*${source.slice(1, -1)}\\s*$`).join('|');

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

/** DD/MM/YYYY. */
export function toDayFirst({ year, month, day }: CalendarDate): string {
  return `${two(day)}/${two(month)}/${year}`;
}

/** YYYY-MM-DD. */
export function toIsoDate({ year, month, day }: CalendarDate): string {
  return `${year}-${two(month)}-${two(day)}`;
}
