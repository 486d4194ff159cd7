/**
 * What is remembered of one merchant or payee: per day how many transactions there were, and how many of them turned
 * out to be fraud. Fraud is known late, so rates look at days that lie at least a week back.
 */
import { dayOf } from './transaction.ts';

/** Days after which the label of a transaction (fraud or not) is used; before that it may still change. */
export const DAYS_UNTIL_KNOWN = 7;
/**
 * Weight of the assumption that a merchant is honest, in transactions: three frauds of three count less than thirty of
 * thirty.
 */
const HONEST_BEFORE = 2;
export const DAYS_KEPT = 30 + DAYS_UNTIL_KNOWN;

export interface MerchantRecord {
  readonly days: readonly { readonly day: number; readonly count: number; readonly fraud: number }[];
}

export const EMPTY_MERCHANT: MerchantRecord = { days: [] };

/** The record after a transaction of that day, or after one of that day was found to be fraud. */
export function note(record: MerchantRecord, at: number, what: 'transaction' | 'fraud'): MerchantRecord {
  const day = dayOf(at);
  const newest = Math.max(day, record.days.at(-1)?.day ?? day);
  const kept = record.days.filter((one) => one.day > newest - DAYS_KEPT);
  const known = kept.find((one) => one.day === day) ?? { day, count: 0, fraud: 0 };
  const changed = {
    day,
    count: known.count + (what === 'transaction' ? 1 : 0),
    fraud: known.fraud + (what === 'fraud' ? 1 : 0),
  };
  return { days: [...kept.filter((one) => one.day !== day), changed].sort((one, other) => one.day - other.day) };
}

export interface FraudRate {
  readonly rate: number;
  readonly count: number;
  readonly fraud: number;
}

/** The share of fraud in a span of days that ended a week before the moment. */
export function fraudRate(record: MerchantRecord, at: number, days: number): FraudRate {
  const last = dayOf(at) - DAYS_UNTIL_KNOWN;
  let [count, fraud] = [0, 0];
  for (const one of record.days) {
    if (one.day > last || one.day <= last - days) continue;
    count += one.count;
    fraud += one.fraud;
  }
  return { rate: fraud / (count + HONEST_BEFORE), count, fraud };
}
