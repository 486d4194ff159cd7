/**
 * Every weight of the scorer, with its reason. A rule fires if its fact is greater than `above`; it then gives
 * `perUnit` points for each unit of the fact beyond that, at least `least` and at most `most`. Points add up; the
 * score is their sum, cut at 100. The weights are judgements that were tried on data (docs/families/fraud.md has the
 * results); no weight is learned by a model.
 */
export interface Weight {
  /** The fact that the rule uses (facts.ts). */
  readonly fact: string;
  readonly above: number;
  readonly perUnit: number;
  readonly least: number;
  readonly most: number;
  /** The text of the flag for people, beside its evidence. */
  readonly says: string;
  readonly because: string;
}

export const WEIGHTS = {
  AMOUNT_UNUSUAL: {
    fact: 'amountDeviations',
    above: 1.5,
    perUnit: 14,
    least: 3,
    most: 60,
    says: 'The amount is far above what this customer usually pays.',
    because: 'Stolen cards are emptied fast: the amount in standard deviations above the mean of 30 days.',
  },
  AMOUNT_ABOVE_LARGEST: {
    fact: 'timesLargest',
    above: 1.25,
    perUnit: 8,
    least: 4,
    most: 20,
    says: 'The amount is well above the largest of the last 30 days.',
    because: 'A new maximum is rarer than a deviation: few honest customers beat their own by a quarter.',
  },
  VELOCITY_HOUR: {
    fact: 'countLastHour',
    above: 3,
    perUnit: 5,
    least: 5,
    most: 25,
    says: 'There were many transactions within an hour.',
    because: 'Card testing and emptying come in bursts.',
  },
  VELOCITY_DAY: {
    fact: 'timesDailyCount',
    above: 3,
    perUnit: 3,
    least: 3,
    most: 15,
    says: 'There were far more transactions within a day than usual.',
    because: 'The count of 24 hours against the customer’s own mean of a day.',
  },
  MERCHANT_FRAUD_RECENT: {
    fact: 'merchantFraudRateWeek',
    above: 0.05,
    perUnit: 70,
    least: 5,
    most: 60,
    says: 'Much fraud became known at this merchant in a recent week.',
    because: 'A compromised terminal goes on: the share of fraud among its transactions that are a week old or older.',
  },
  MERCHANT_FRAUD_MONTH: {
    fact: 'merchantFraudRateMonth',
    above: 0.05,
    perUnit: 20,
    least: 3,
    most: 12,
    says: 'Fraud became known at this merchant over the last month.',
    because: 'As above over 30 days, which has more transactions behind it.',
  },
  MERCHANT_CATEGORY: {
    fact: 'categoryRisk',
    above: 0,
    perUnit: 10,
    least: 10,
    most: 10,
    says: 'The merchant’s category is one that fraud prefers.',
    because: 'Goods that turn into money at once: gambling, quasi-cash, money transfer, gift cards (ISO 18245 codes).',
  },
  IMPOSSIBLE_TRAVEL: {
    fact: 'travelKmPerHour',
    above: 900,
    perUnit: 0.02,
    least: 30,
    most: 45,
    says: 'The place cannot be reached from that of the transaction before.',
    because: 'No airliner flies faster; two places far apart mean two holders of the card.',
  },
  NEW_COUNTRY: {
    fact: 'newCountry',
    above: 0,
    perUnit: 10,
    least: 10,
    most: 10,
    says: 'The customer was never seen in this country.',
    because: 'Travel happens, so it weighs little alone.',
  },
  NEW_DEVICE: {
    fact: 'newDevice',
    above: 0,
    perUnit: 12,
    least: 12,
    most: 12,
    says: 'The device is new for this customer.',
    because: 'An account that was taken over is used from elsewhere.',
  },
  NEW_PAYEE: {
    fact: 'newPayeeTimesMean',
    above: 1.5,
    perUnit: 4,
    least: 6,
    most: 20,
    says: 'The payee is new, and the amount above the usual.',
    because: 'Money that is led away goes to accounts never paid before.',
  },
  UNUSUAL_HOUR: {
    fact: 'hourRarity',
    above: 0.97,
    perUnit: 100,
    least: 2,
    most: 3,
    says: 'The customer hardly ever pays at this hour.',
    because: 'Weak alone: it tips what other rules leave open.',
  },
  JUST_BELOW_LIMIT: {
    fact: 'countJustBelowLimit',
    above: 1,
    perUnit: 10,
    least: 15,
    most: 35,
    says: 'Several amounts within a week lie just below a limit for reports.',
    because: 'Splitting a sum to stay below a limit is what structuring means.',
  },
  ROUND_AMOUNT: {
    fact: 'roundTimesMean',
    above: 3,
    perUnit: 1,
    least: 2,
    most: 5,
    says: 'The amount is round and far above the usual.',
    because: 'Prices are seldom round; sums that are led away are.',
  },
} as const satisfies Record<string, Weight>;

export type FlagCode = keyof typeof WEIGHTS;

/** Lowest score of each level. */
export const LEVELS = [
  { level: 'critical', from: 75 },
  { level: 'high', from: 50 },
  { level: 'medium', from: 25 },
  { level: 'low', from: 0 },
] as const;
export type Level = (typeof LEVELS)[number]['level'];

/**
 * Amounts that have to be reported, in units of the currency; "just below" means less than 5 % under such an amount.
 */
export const REPORT_LIMITS: Readonly<Record<string, readonly number[]>> = {
  USD: [3_000, 10_000],
  EUR: [10_000],
  GBP: [10_000],
  INR: [50_000, 1_000_000],
};
export const JUST_BELOW = 0.05;

/** Merchant categories (ISO 18245) whose goods are as good as money. */
export const RISKY_CATEGORIES: ReadonlySet<string> = new Set([
  '4829',
  '5816',
  '5967',
  '6012',
  '6051',
  '6540',
  '7801',
  '7802',
  '7995',
]);

/** With fewer earlier transactions than this, rules that compare with the usual do not fire. */
export const LEAST_HISTORY = 5;
/** Days after which the label of a transaction (fraud or not) is used; before that it may still change. */
export const DAYS_UNTIL_KNOWN = 7;
/**
 * Weight of the assumption that a merchant is honest, in transactions: three frauds of three count less than thirty of
 * thirty.
 */
export const HONEST_BEFORE = 2;
