/**
 * The time that all functions share: that of AWS, from the `Date` header of its answers. Each host has a clock of its own, so
 * times that one function stores and another compares, such as the end of a lease, are in this time.
 */

/** A smaller difference is ignored: headers have whole seconds, and an answer takes some time to arrive. */
const NOTICEABLE_MS = 5_000;
/** The time of an answer that took longer, or that waited for a frozen function, is too inexact. */
const LONGEST_ANSWER_MS = 2_000;

let ahead = 0;

/**
 * Takes over the time of an answer.
 *
 * @param date the answer's header `Date`
 * @param times when the request was sent and the answer received, Unix milliseconds by the own clock
 */
export function observeClock(date: string | undefined, { sent, received }: { sent: number; received: number }): void {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs) || received - sent > LONGEST_ANSWER_MS) return;
  const offset = theirs - received;
  ahead = Math.abs(offset) > NOTICEABLE_MS ? offset : 0;
}

/** Converts a time of the own clock to shared time, Unix milliseconds, by the last answer. */
export const sharedTime = (own: number): number => own + ahead;

/** Now, in shared time. */
export const sharedNow = (): number => sharedTime(Date.now());
