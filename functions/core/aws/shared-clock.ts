/**
 * The time that all functions share: that of AWS, as its answers tell it (`Date`). Each host has a clock of its own; what
 * one function writes down and another compares, such as until when a claim is somebody's, is told in this time.
 */

/** Closer than this clocks agree: headers tell whole seconds, and an answer takes its time. */
const NOTICEABLE_MS = 5_000;
/** An answer that took longer says too little of when it was given; so does one that a frozen function finds. */
const LONGEST_ANSWER_MS = 2_000;

let ahead = 0;

/**
 * Takes note of what an answer says.
 *
 * @param date its header `Date`
 * @param exchanged when the request was sent and the answer was there, Unix milliseconds by the own clock
 */
export function observeClock(date: string | undefined, { sent, received }: { sent: number; received: number }): void {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs) || received - sent > LONGEST_ANSWER_MS) return;
  const offset = theirs - received;
  ahead = Math.abs(offset) > NOTICEABLE_MS ? offset : 0;
}

/** A moment of the own clock in shared time, Unix milliseconds; by the last answer that was seen. */
export const sharedTime = (own: number): number => own + ahead;

/** Now, in shared time. */
export const sharedNow = (): number => sharedTime(Date.now());
