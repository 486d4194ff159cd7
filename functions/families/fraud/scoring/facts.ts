/** The facts that the rules look at, each with the figures behind it. What cannot be known gives no fact. */
import { minorDigits } from '../../../core/money/currencies.ts';
import { distanceKm } from './distance.ts';
import { fraudRate, type MerchantRecord } from './merchant-record.ts';
import { hourOf, isJustBelowLimit, type Profile, pace, placeOf, usual } from './profile.ts';
import { DAY, dayOf, HOUR, type ScoredTransaction } from './transaction.ts';
import { LEAST_HISTORY, RISKY_CATEGORIES } from './weights.ts';

/** A fact: the number that a rule compares, and what people are shown as evidence. */
export interface Fact {
  readonly value: number;
  readonly evidence: Readonly<Record<string, number | string>>;
}
export type Facts = Readonly<Record<string, Fact>>;

/** The history before a transaction: of its customer, and of the merchant or payee. */
export interface Known {
  readonly profile: Profile;
  readonly merchant: MerchantRecord;
}

/** Nearer than this, two places are one: towns have many terminals, and addresses are rough. */
const SAME_PLACE_KM = 50;
/** Two transactions are never taken to be less than this apart, so that clocks of terminals may differ. */
const LEAST_HOURS = 0.1;

export function factsOf(transaction: ScoredTransaction, known: Known): Facts {
  return {
    ...amountFacts(transaction, known.profile),
    ...velocityFacts(transaction, known.profile),
    ...merchantFacts(transaction, known.merchant),
    ...placeFacts(transaction, known.profile),
    ...newnessFacts(transaction, known.profile),
  };
}

function amountFacts({ amountMinor, at, currency }: ScoredTransaction, profile: Profile): Facts {
  const { count, mean, deviation, largest } = usual(profile, { at, currency });
  const inWeek = profile.days
    .filter(({ day }) => day > dayOf(at) - 7 && day <= dayOf(at))
    .reduce((sum, day) => sum + day.justBelow, 0);
  const below: Facts = isJustBelowLimit(amountMinor, currency)
    ? { countJustBelowLimit: { value: inWeek + 1, evidence: { countOfWeek: inWeek + 1, amountMinor } } }
    : {};
  if (count < LEAST_HISTORY || mean === 0) return below;
  // Somebody who always pays the same has no deviation; a tenth of the mean keeps a cent from looking like fraud.
  const unit = Math.max(deviation, mean / 10);
  const evidence = { amountMinor, meanMinor: Math.round(mean), count };
  const isRound = amountMinor % (100 * 10 ** minorDigits(currency)) === 0;
  return {
    ...below,
    amountDeviations: {
      value: (amountMinor - mean) / unit,
      evidence: { ...evidence, deviationMinor: Math.round(unit), deviations: round((amountMinor - mean) / unit) },
    },
    timesLargest: { value: amountMinor / largest, evidence: { amountMinor, largestMinor: largest } },
    ...(isRound ? { roundTimesMean: { value: amountMinor / mean, evidence } } : {}),
  };
}

function velocityFacts({ at }: ScoredTransaction, profile: Profile): Facts {
  const lastHour = profile.moments.filter((moment) => moment > at - HOUR && moment <= at).length + 1;
  const lastDay = profile.moments.filter((moment) => moment > at - DAY && moment <= at).length + 1;
  const { count, days } = pace(profile, at);
  const facts: Facts = { countLastHour: { value: lastHour, evidence: { countLastHour: lastHour } } };
  if (count < LEAST_HISTORY) return facts;
  const mean = Math.max(count / days, 0.5);
  return {
    ...facts,
    timesDailyCount: { value: lastDay / mean, evidence: { countLastDay: lastDay, meanOfDay: round(mean) } },
  };
}

function merchantFacts({ merchant, at }: ScoredTransaction, record: MerchantRecord): Facts {
  const [week, month] = [fraudRate(record, at, 7), fraudRate(record, at, 30)];
  const risky = merchant?.categoryCode !== undefined && RISKY_CATEGORIES.has(merchant.categoryCode);
  return {
    merchantFraudRateWeek: { value: week.rate, evidence: { fraud: week.fraud, transactions: week.count } },
    merchantFraudRateMonth: { value: month.rate, evidence: { fraud: month.fraud, transactions: month.count } },
    ...(risky ? { categoryRisk: { value: 1, evidence: { categoryCode: merchant.categoryCode ?? '' } } } : {}),
  };
}

function placeFacts(transaction: ScoredTransaction, profile: Profile): Facts {
  const { location, at } = transaction;
  const country = location?.country;
  const isNew = country !== undefined && profile.countries.length > 0 && !profile.countries.includes(country);
  const facts: Facts = isNew
    ? { newCountry: { value: 1, evidence: { country, known: profile.countries.length } } }
    : {};
  const [here, before] = [placeOf(transaction), profile.lastPlace];
  if (!here || !before) return facts;
  const km = distanceKm(before, here);
  if (km < SAME_PLACE_KM) return facts;
  const hours = Math.max(Math.abs(at - before.at) / HOUR, LEAST_HOURS);
  return { ...facts, travelKmPerHour: { value: km / hours, evidence: { km: Math.round(km), hours: round(hours) } } };
}

function newnessFacts(transaction: ScoredTransaction, profile: Profile): Facts {
  const { device, counterparty, amountMinor, at } = transaction;
  const { count, mean } = usual(profile, transaction);
  const newDevice = device !== undefined && profile.devices.length > 0 && !profile.devices.includes(device);
  const newPayee = counterparty !== undefined && count >= LEAST_HISTORY && !profile.payees.includes(counterparty);
  const seen = profile.hours.reduce((sum, one) => sum + one, 0);
  const atHour = profile.hours[hourOf(at)] ?? 0;
  return {
    ...(newDevice ? { newDevice: { value: 1, evidence: { known: profile.devices.length } } } : {}),
    ...(newPayee
      ? { newPayeeTimesMean: { value: amountMinor / mean, evidence: { amountMinor, meanMinor: Math.round(mean) } } }
      : {}),
    ...(seen >= 20
      ? { hourRarity: { value: 1 - atHour / seen, evidence: { hourUtc: hourOf(at), atThisHour: atHour, of: seen } } }
      : {}),
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;
