/**
 * What is remembered of one customer: sums per day for 30 days, the transactions of the last 24 hours, and the devices,
 * countries and payees seen. Plain JSON of bounded size, so that one item holds it; never a name or an address.
 *
 * A flagged transaction is held back: its amount, place, device and payee become usual only when a reviewer approves it,
 * or when no review has ended for some days. Otherwise the scorer would learn from the fraud that it has found.
 */
import { DAY, dayOf, hourOf, placeOf, type ScoredTransaction } from './transaction.ts';
import { DAYS_KEPT, deviationsOf, usual } from './usual.ts';

/** Of a customer who pays in many currencies, the days paid in last are kept. */
export const MOST_DAY_SUMS = 240;
export const MOST_RECENT = 300;
export const MOST_NAMES = 300;
/** Of more flagged transactions, the oldest are forgotten and never learned. */
export const MOST_HELD = 60;
/** Deviations from which an amount counts as unusual in the sums of its day. */
const UNUSUAL = 2;

/** Sums of one day (UTC) in one currency: amounts of two currencies are never added up. Minor units. */
export interface DaySums {
  readonly day: number;
  readonly currency: string;
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
  readonly largest: number;
  /** How many of them were unusual when they came. */
  readonly unusual?: number;
}

/** A transaction of the last days, learned or held back. */
export interface RecentTransaction {
  readonly at: number;
  readonly amountMinor: number;
  readonly currency: string;
}

/** A flagged transaction; `since` is when it was scanned, which may be later than it was made. Unix milliseconds. */
export interface HeldTransaction extends ScoredTransaction {
  readonly since: number;
}

export interface Profile {
  /** Oldest first. */
  readonly days: readonly DaySums[];
  /** Transactions of the last 7 days, the flagged ones too, oldest first. */
  readonly recent: readonly RecentTransaction[];
  /** How many transactions there were in each hour of the day (UTC). */
  readonly hours: readonly number[];
  readonly devices: readonly string[];
  readonly countries: readonly string[];
  readonly payees: readonly string[];
  readonly lastPlace?: { readonly at: number; readonly latitude: number; readonly longitude: number };
  readonly lastCountry?: { readonly at: number; readonly country: string };
  /** Flagged transactions that wait for a review, oldest first. */
  readonly held: readonly HeldTransaction[];
}

export const EMPTY_PROFILE: Profile = {
  days: [],
  recent: [],
  hours: new Array(24).fill(0),
  devices: [],
  countries: [],
  payees: [],
  held: [],
};

/** The profile after a transaction that was not flagged, which may be older than the newest that is known. */
export function remember(profile: Profile, transaction: ScoredTransaction): Profile {
  return learn(counted(profile, transaction), transaction);
}

/** The profile after a flagged transaction: it counts for velocity, but nothing of it becomes usual. */
export function holdBack(profile: Profile, transaction: ScoredTransaction, now = transaction.at): Profile {
  const held = [...profile.held, { ...transaction, since: now }].slice(-MOST_HELD);
  return { ...counted(profile, transaction), held };
}

/** The profile after a final decision on a transaction that is held back; unchanged if it is no longer held. */
export function settle(profile: Profile, id: string, decision: 'honest' | 'fraud'): Profile {
  const found = profile.held.find((one) => one.id === id);
  if (!found) return profile;
  const released = { ...profile, held: profile.held.filter((one) => one !== found) };
  return decision === 'honest' ? learn(released, found) : released;
}

/** The profile after the time in which a review can keep a flagged transaction from being learned. */
export function releaseOld(profile: Profile, { at, days }: { at: number; days: number }): Profile {
  const old = profile.held.filter((one) => one.since <= at - days * DAY);
  return old.reduce((settled, { id }) => settle(settled, id, 'honest'), profile);
}

function counted(profile: Profile, { at, amountMinor, currency }: ScoredTransaction): Profile {
  const newest = Math.max(at, profile.recent.at(-1)?.at ?? at);
  const recent = [...profile.recent, { at, amountMinor, currency }]
    .filter((one) => one.at > newest - 7 * DAY)
    .sort((one, other) => one.at - other.at)
    .slice(-MOST_RECENT);
  return { ...profile, recent };
}

function learn(profile: Profile, transaction: ScoredTransaction): Profile {
  const { at, device, counterparty, location } = transaction;
  return {
    ...profile,
    days: withDay(profile, transaction),
    hours: profile.hours.map((count, hour) => (hour === hourOf(at) ? count + 1 : count)),
    devices: withName(profile.devices, device),
    countries: withName(profile.countries, location?.country),
    payees: withName(profile.payees, counterparty),
    ...lastSeenOf(profile, transaction),
  };
}

function withDay(profile: Profile, transaction: ScoredTransaction): DaySums[] {
  const { days } = profile;
  const { at, amountMinor, currency } = transaction;
  const day = dayOf(at);
  const newest = Math.max(day, days.at(-1)?.day ?? day);
  const isIt = (one: DaySums) => one.day === day && one.currency === currency;
  const before = days.find(isIt);
  const isUnusual = (deviationsOf(amountMinor, usual(profile, transaction))?.deviations ?? 0) > UNUSUAL;
  const sums: DaySums = {
    day,
    currency,
    count: (before?.count ?? 0) + 1,
    sum: (before?.sum ?? 0) + amountMinor,
    squares: (before?.squares ?? 0) + amountMinor ** 2,
    largest: Math.max(before?.largest ?? 0, amountMinor),
    unusual: (before?.unusual ?? 0) + (isUnusual ? 1 : 0),
  };
  return [...days.filter((one) => !isIt(one)), sums]
    .filter((one) => one.day > newest - DAYS_KEPT)
    .sort((one, other) => one.day - other.day)
    .slice(-MOST_DAY_SUMS);
}

function lastSeenOf(profile: Profile, transaction: ScoredTransaction): Pick<Profile, 'lastPlace' | 'lastCountry'> {
  const { at } = transaction;
  const place = placeOf(transaction);
  const country = transaction.location?.country;
  const isNewer = (last: { readonly at: number } | undefined) => at >= (last?.at ?? Number.NEGATIVE_INFINITY);
  return {
    ...(place && isNewer(profile.lastPlace) ? { lastPlace: { at, ...place } } : {}),
    ...(country !== undefined && isNewer(profile.lastCountry) ? { lastCountry: { at, country } } : {}),
  };
}

/** The transactions of the time before a moment, flagged ones included. */
export function recentOf({ recent }: Profile, { at, within }: { at: number; within: number }): RecentTransaction[] {
  return recent.filter((one) => one.at > at - within && one.at <= at);
}

/** The newest names, without doubles. */
function withName(names: readonly string[], name: string | undefined): readonly string[] {
  if (name === undefined || names.at(-1) === name) return names;
  return [...names.filter((one) => one !== name), name].slice(-MOST_NAMES);
}
