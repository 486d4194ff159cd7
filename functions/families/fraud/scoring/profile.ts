/**
 * What is remembered of one customer: sums per day for 30 days, the moments of the last 24 hours, and the devices,
 * countries and payees seen. Plain JSON of bounded size, so that one item holds it; never a name or an address.
 */
import { minorDigits } from '../../../core/money/currencies.ts';
import { DAY, dayOf, HOUR, type ScoredTransaction } from './transaction.ts';
import { JUST_BELOW, REPORT_LIMITS } from './weights.ts';

export const DAYS_KEPT = 30;
/** Of a customer who pays in many currencies, the days paid in last are kept. */
export const MOST_DAY_SUMS = 240;
export const MOST_MOMENTS = 200;
export const MOST_NAMES = 300;

/** Sums of one day (UTC) in one currency: amounts of two currencies are never added up. Minor units. */
export interface DaySums {
  readonly day: number;
  readonly currency: string;
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
  readonly largest: number;
  /** How many of them lay just below a limit for reports. */
  readonly justBelow: number;
}

export interface Profile {
  /** Oldest first. */
  readonly days: readonly DaySums[];
  /** Unix milliseconds of the transactions of the last 24 hours, oldest first. */
  readonly moments: readonly number[];
  /** How many transactions there were in each hour of the day (UTC). */
  readonly hours: readonly number[];
  readonly devices: readonly string[];
  readonly countries: readonly string[];
  readonly payees: readonly string[];
  readonly lastPlace?: { readonly at: number; readonly latitude: number; readonly longitude: number };
}

export const EMPTY_PROFILE: Profile = {
  days: [],
  moments: [],
  hours: new Array(24).fill(0),
  devices: [],
  countries: [],
  payees: [],
};

/** The profile after a transaction, which may be older than the newest that is known. */
export function remember(profile: Profile, transaction: ScoredTransaction): Profile {
  const { at, device, counterparty, location } = transaction;
  const newest = Math.max(at, profile.moments.at(-1) ?? at);
  const moments = [...profile.moments, at].filter((moment) => moment > newest - DAY);
  return {
    days: withDay(profile.days, transaction),
    moments: moments.sort((one, other) => one - other).slice(-MOST_MOMENTS),
    hours: profile.hours.map((count, hour) => (hour === hourOf(at) ? count + 1 : count)),
    devices: withName(profile.devices, device),
    countries: withName(profile.countries, location?.country),
    payees: withName(profile.payees, counterparty),
    ...lastPlaceOf(profile, transaction),
  };
}

function withDay(days: readonly DaySums[], { at, amountMinor, currency }: ScoredTransaction): DaySums[] {
  const day = dayOf(at);
  const newest = Math.max(day, days.at(-1)?.day ?? day);
  const isIt = (one: DaySums) => one.day === day && one.currency === currency;
  const before = days.find(isIt);
  const sums: DaySums = {
    day,
    currency,
    count: (before?.count ?? 0) + 1,
    sum: (before?.sum ?? 0) + amountMinor,
    squares: (before?.squares ?? 0) + amountMinor ** 2,
    largest: Math.max(before?.largest ?? 0, amountMinor),
    justBelow: (before?.justBelow ?? 0) + (isJustBelowLimit(amountMinor, currency) ? 1 : 0),
  };
  return [...days.filter((one) => !isIt(one)), sums]
    .filter((one) => one.day > newest - DAYS_KEPT)
    .sort((one, other) => one.day - other.day)
    .slice(-MOST_DAY_SUMS);
}

function lastPlaceOf({ lastPlace }: Profile, transaction: ScoredTransaction): Pick<Profile, 'lastPlace'> {
  const place = placeOf(transaction);
  const isNewer = place && transaction.at >= (lastPlace?.at ?? Number.NEGATIVE_INFINITY);
  if (isNewer) return { lastPlace: { at: transaction.at, ...place } };
  return lastPlace ? { lastPlace } : {};
}

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

const isRecent = ({ day }: DaySums, at: number) => day > dayOf(at) - DAYS_KEPT && day <= dayOf(at);

/** Hour of the day (UTC). */
export const hourOf = (at: number): number => Math.floor(at / HOUR) % 24;

export function placeOf({ location }: ScoredTransaction): { latitude: number; longitude: number } | undefined {
  const { latitude, longitude } = location ?? {};
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
}

/** True for an amount that stays less than 5 % below a limit from which reports are due. */
export function isJustBelowLimit(amountMinor: number, currency: string): boolean {
  return (REPORT_LIMITS[currency] ?? []).some((limit) => {
    const minor = limit * 10 ** minorDigits(currency);
    return amountMinor < minor && amountMinor >= minor * (1 - JUST_BELOW);
  });
}

/** The newest names, without doubles. */
function withName(names: readonly string[], name: string | undefined): readonly string[] {
  if (name === undefined || names.at(-1) === name) return names;
  return [...names.filter((one) => one !== name), name].slice(-MOST_NAMES);
}
