/** Amounts that mean something in a currency, whatever the customer usually pays. Minor units. */
import { minorDigits } from '../../../core/money/currencies.ts';

export interface CurrencyLimits {
  /** From here on an amount is flagged, even if nothing is known of the customer. */
  readonly absolute?: number;
  /** Amounts that have to be reported. */
  readonly report: readonly number[];
  /** Up to here an amount is one that tests a stolen card. */
  readonly small?: number;
}
export type Limits = Readonly<Record<string, CurrencyLimits>>;

/** The limits that hold unless settings name others, in units of the currency. */
const UNITS: Readonly<Record<string, { absolute: number; report: readonly number[]; small: number }>> = {
  USD: { absolute: 10_000, report: [3_000, 10_000], small: 2 },
  EUR: { absolute: 10_000, report: [10_000], small: 2 },
  GBP: { absolute: 8_000, report: [10_000], small: 2 },
  INR: { absolute: 800_000, report: [50_000, 1_000_000], small: 100 },
  JPY: { absolute: 1_500_000, report: [], small: 200 },
};

export const DEFAULT_LIMITS: Limits = Object.fromEntries(
  Object.entries(UNITS).map(([currency, { absolute, report, small }]) => {
    const minor = (units: number) => units * 10 ** minorDigits(currency);
    return [currency, { absolute: minor(absolute), report: report.map(minor), small: minor(small) }];
  }),
);

/** "Just below" means less than this share under a limit. */
export const JUST_BELOW = 0.05;

/** The limit for reports that an amount stays less than 5 % below. */
export function limitJustAbove(amountMinor: number, { report }: CurrencyLimits): number | undefined {
  return report.find((limit) => amountMinor < limit && amountMinor >= limit * (1 - JUST_BELOW));
}

export const limitsOf = (limits: Limits, currency: string): CurrencyLimits => limits[currency] ?? { report: [] };
