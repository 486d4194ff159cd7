/** What is usual of a customer, from the sums per day of a profile. */
import type { DaySums, Profile } from './profile.ts';
import { DAY, dayOf, type ScoredTransaction } from './transaction.ts';

export const DAYS_KEPT = 30;
/** With fewer earlier transactions than this, rules that compare with the usual do not fire. */
export const LEAST_HISTORY = 5;

export interface Usual {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  readonly largest: number;
}

/** Count, mean, standard deviation and largest amount of the 30 days before a moment, in one currency. */
export function usual({ days }: Profile, { at, currency }: Pick<ScoredTransaction, 'at' | 'currency'>): Usual {
  let [count, sum, squares, largest] = [0, 0, 0, 0];
  for (const day of days) {
    if (day.currency !== currency || !isRecent(day, at)) continue;
    count += day.count;
    sum += day.sum;
    squares += day.squares;
    largest = Math.max(largest, day.largest);
  }
  const mean = count === 0 ? 0 : sum / count;
  return { count, mean, deviation: count < 2 ? 0 : Math.sqrt(Math.max(0, squares / count - mean ** 2)), largest };
}

/** How many transactions the 30 days before a moment had in all currencies, and over how many days they go. */
export function pace({ days }: Profile, at: number): { count: number; days: number } {
  const recent = days.filter((day) => isRecent(day, at));
  const count = recent.reduce((sum, day) => sum + day.count, 0);
  return { count, days: Math.max(1, dayOf(at) - (recent[0]?.day ?? dayOf(at))) };
}

/**
 * How far an amount lies above the mean, in standard deviations; undefined without enough history. Half of the mean is
 * the least deviation, so that a customer who always pays the same may pay a little more.
 */
export function deviationsOf(
  amountMinor: number,
  { count, mean, deviation }: Usual,
): { deviations: number; unit: number } | undefined {
  if (count < LEAST_HISTORY || mean === 0) return undefined;
  const unit = Math.max(deviation, mean / 2);
  return { deviations: (amountMinor - mean) / unit, unit };
}

/** How many amounts of the 7 days before a moment were unusual when they came, those held back included. */
export function unusualOfWeek({ days, held }: Profile, at: number): number {
  const learned = days.reduce((sum, { day, unusual }) => sum + (inWeek(day, at) ? (unusual ?? 0) : 0), 0);
  return learned + held.filter((one) => one.at <= at && one.at > at - 7 * DAY).length;
}

/** Whether a day is one of the 7 that end with a moment. */
export const inWeek = (day: number, at: number): boolean => day > dayOf(at) - 7 && day <= dayOf(at);

const isRecent = ({ day }: DaySums, at: number) => day > dayOf(at) - DAYS_KEPT && day <= dayOf(at);
