import * as z from 'zod';

/** Last day, in UTC, on which something is accepted, e.g. `2027-11-30`. */
export const LastDay = z.iso.date();

/** A URL that the API had before. Tokens that were issued under it live for up to a year. */
export const FormerUrl = z.strictObject({
  /** Without a slash at the end, like the public URL itself. */
  url: z.url().regex(/[^/]$/, 'expected no slash at the end'),
  until: LastDay,
});
export type FormerUrl = z.infer<typeof FormerUrl>;

const DAY_MS = 86_400_000;

/** The entries whose last day is not over. @param now Unix milliseconds */
export function stillAccepted<Entry extends { readonly until: string }>(
  entries: readonly Entry[],
  now: number,
): Entry[] {
  return entries.filter(({ until }) => now < Date.parse(until) + DAY_MS);
}
