/**
 * The facts that the rules look at, each with the figures behind it. What cannot be known gives no fact. Evidence has the
 * names and units of answers: snake_case, and amounts as decimal text.
 */
import { decimalOf } from '../../../core/money/money.ts';
import { amountFacts } from './amount-facts.ts';
import type { Limits } from './limits.ts';
import { fraudRate, type MerchantRecord } from './merchant-record.ts';
import { placeFacts } from './place-facts.ts';
import type { Profile } from './profile.ts';
import { NOTHING_SHARED, type Sharing } from './sharing.ts';
import { hourOf, type ScoredTransaction } from './transaction.ts';
import { LEAST_HISTORY, usual } from './usual.ts';
import { velocityFacts } from './velocity-facts.ts';
import { RISKY_CATEGORIES } from './weights.ts';

/** A fact: the number that a rule compares, and what people are shown as evidence. */
export interface Fact {
  readonly value: number;
  readonly evidence: Readonly<Record<string, number | string>>;
}
export type Facts = Readonly<Record<string, Fact>>;

/** The history before a transaction: of its customer, of the merchant or payee, and of what other customers used too. */
export interface Known {
  readonly profile: Profile;
  readonly merchant: MerchantRecord;
  readonly sharing?: Sharing;
}

export function factsOf(transaction: ScoredTransaction, known: Known, limits: Limits): Facts {
  const { profile, merchant, sharing = NOTHING_SHARED } = known;
  return {
    ...amountFacts(transaction, profile, limits),
    ...velocityFacts(transaction, profile, limits),
    ...merchantFacts(transaction, merchant),
    ...placeFacts(transaction, profile),
    ...newnessFacts(transaction, profile),
    ...sharingFacts(transaction, sharing),
  };
}

function merchantFacts({ merchant, at }: ScoredTransaction, record: MerchantRecord): Facts {
  const spans = { Days: 3, Week: 7, Month: 30 };
  const rates = Object.entries(spans).map(([name, days]) => {
    const { rate, fraud, count } = fraudRate(record, at, days);
    return [`merchantFraudRate${name}`, { value: rate, evidence: { fraud, transactions: count, days } }] as const;
  });
  const risky = merchant?.categoryCode !== undefined && RISKY_CATEGORIES.has(merchant.categoryCode);
  return {
    ...Object.fromEntries(rates),
    ...(risky ? { categoryRisk: { value: 1, evidence: { category_code: merchant.categoryCode ?? '' } } } : {}),
  };
}

function newnessFacts(transaction: ScoredTransaction, profile: Profile): Facts {
  const { device, counterparty, amountMinor, at, currency } = transaction;
  const { count, mean } = usual(profile, transaction);
  const newDevice = device !== undefined && profile.devices.length > 0 && !profile.devices.includes(device);
  const newPayee = counterparty !== undefined && count >= LEAST_HISTORY && !profile.payees.includes(counterparty);
  const seen = profile.hours.reduce((sum, one) => sum + one, 0);
  const atHour = profile.hours[hourOf(at)] ?? 0;
  const money = (minor: number) => decimalOf({ minor: Math.round(minor), currency });
  return {
    ...(newDevice ? { newDevice: { value: 1, evidence: { known_devices: profile.devices.length } } } : {}),
    ...(newPayee
      ? {
          newPayeeTimesMean: {
            value: amountMinor / mean,
            evidence: { amount: money(amountMinor), mean: money(mean), currency },
          },
        }
      : {}),
    ...(seen >= 20
      ? { hourRarity: { value: 1 - atHour / seen, evidence: { hour_utc: hourOf(at), at_this_hour: atHour, of: seen } } }
      : {}),
  };
}

function sharingFacts({ at }: ScoredTransaction, { device, card, address, merchantHour }: Sharing): Facts {
  const customers = (value: number): Fact => ({ value, evidence: { customers: value, days: 7 } });
  const expected = merchantHour && merchantHour.daysKnown >= 3 ? Math.max(1, merchantHour.meanOfDay / 24) : undefined;
  const isBurst = merchantHour && expected !== undefined && merchantHour.count >= 20;
  return {
    deviceCustomers: customers(device),
    cardCustomers: customers(card),
    addressCustomers: customers(address),
    ...(isBurst
      ? {
          merchantTimesHour: {
            value: merchantHour.count / expected,
            evidence: { count: merchantHour.count, usual: Math.round(expected * 10) / 10, hour_utc: hourOf(at) },
          },
        }
      : {}),
  };
}
