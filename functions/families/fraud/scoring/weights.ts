/**
 * Every rule of the scorer, with its reason. A rule fires if its fact is greater than the first value of its curve. The
 * curve then gives the points: pairs of value and points, with straight lines between them, and the last points for all
 * greater values. Points add up; the score is their sum, cut at 100. The curves of the rules in `TRAINED` are made by
 * `npm run fraud -- train` (learned.json); all others are judgements.
 */
import learned from './learned.json' with { type: 'json' };

export type Curve = readonly (readonly number[])[];

export interface Rule {
  /** The fact that the rule uses (facts.ts). */
  readonly fact: string;
  readonly curve: Curve;
  /** The text of the flag for people, beside its evidence. */
  readonly says: string;
  readonly because: string;
}

/** From `above` on, `perUnit` points for each unit of the fact beyond that, at least `least` and at most `most`. */
const line = (above: number, perUnit: number, [least, most]: readonly [number, number]): Curve => [
  [above, least],
  [above + least / perUnit, least],
  [above + most / perUnit, most],
];
const fixed = (points: number): Curve => [[0, points]];

/** Rules whose facts are known in labelled data. Their knots are given here; the training gives the points. */
export const TRAINED = {
  AMOUNT_UNUSUAL: {
    fact: 'amountDeviations',
    knots: [0.5, 1, 1.5, 2, 2.5, 3, 4, 6],
    says: 'The amount is far above what this customer usually pays.',
    because: 'Stolen cards are emptied fast: the amount in standard deviations above the mean of 30 days.',
  },
  AMOUNT_ABOVE_LARGEST: {
    fact: 'timesLargest',
    knots: [0.8, 1, 1.25, 1.5, 2, 3],
    says: 'The amount is near or above the largest of the last 30 days.',
    because: 'A new maximum is rarer than a deviation: few honest customers beat their own by a quarter.',
  },
  UNUSUAL_WEEK: {
    fact: 'unusualOfWeek',
    knots: [0, 1, 2, 4],
    says: 'This amount is above the usual, and so were others of this week.',
    because: 'A card in the wrong hands is used more than once.',
  },
  MERCHANT_FRAUD_DAYS: {
    fact: 'merchantFraudRateDays',
    knots: [0.05, 0.2, 0.4, 0.6],
    says: 'Fraud became known at this merchant in the latest days whose reviews are in.',
    because: 'A compromised terminal goes on: the share of fraud in the three newest days that are a week old.',
  },
  MERCHANT_FRAUD_RECENT: {
    fact: 'merchantFraudRateWeek',
    knots: [0.05, 0.15, 0.3, 0.45, 0.6, 0.8],
    says: 'Much fraud became known at this merchant in a recent week.',
    because: 'As above over seven days, which have more transactions behind them.',
  },
  MERCHANT_FRAUD_MONTH: {
    fact: 'merchantFraudRateMonth',
    knots: [0.03, 0.06, 0.1, 0.2, 0.4],
    says: 'Fraud became known at this merchant over the last month.',
    because: 'As above over 30 days.',
  },
} as const;

const CURVES: Readonly<Record<keyof typeof TRAINED, Curve>> = learned.curves;

const trained = (code: keyof typeof TRAINED): Rule => {
  const { fact, says, because } = TRAINED[code];
  return { fact, says, because, curve: CURVES[code] };
};

export const RULES = {
  AMOUNT_UNUSUAL: trained('AMOUNT_UNUSUAL'),
  AMOUNT_ABOVE_LARGEST: trained('AMOUNT_ABOVE_LARGEST'),
  UNUSUAL_WEEK: trained('UNUSUAL_WEEK'),
  MERCHANT_FRAUD_DAYS: trained('MERCHANT_FRAUD_DAYS'),
  MERCHANT_FRAUD_RECENT: trained('MERCHANT_FRAUD_RECENT'),
  MERCHANT_FRAUD_MONTH: trained('MERCHANT_FRAUD_MONTH'),
  ABOVE_LIMIT: {
    fact: 'timesAbsoluteLimit',
    curve: [
      [0.9999999, 50],
      [10, 60],
    ],
    says: 'The amount reaches the limit from which every amount of this currency is looked at.',
    because: 'A first payment of a million has no history to be compared with.',
  },
  VELOCITY_HOUR: {
    fact: 'countLastHour',
    curve: line(3, 5, [5, 40]),
    says: 'There were many transactions within an hour.',
    because: 'Card testing and emptying come in bursts.',
  },
  VELOCITY_DAY: {
    fact: 'timesDailyCount',
    curve: line(3, 3, [3, 15]),
    says: 'There were far more transactions within a day than usual.',
    because: 'The count of 24 hours against the customer’s own mean of a day.',
  },
  CARD_TESTING: {
    fact: 'smallLastHour',
    curve: line(2, 10, [15, 50]),
    says: 'There were several very small amounts within an hour.',
    because: 'Thieves try with a small amount whether a card still works.',
  },
  MERCHANT_CATEGORY: {
    fact: 'categoryRisk',
    curve: fixed(10),
    says: 'The merchant’s category is one that fraud prefers.',
    because: 'Goods that turn into money at once: gambling, quasi-cash, money transfer, gift cards (ISO 18245 codes).',
  },
  MERCHANT_BURST: {
    fact: 'merchantTimesHour',
    curve: line(6, 2, [10, 25]),
    says: 'This merchant or payee has far more transactions in this hour than usual.',
    because: 'A list of stolen cards is used up at one shop, by many customers.',
  },
  SHARED_DEVICE: {
    fact: 'deviceCustomers',
    curve: line(2, 15, [15, 45]),
    says: 'Several customers used this device within a week.',
    because: 'A household shares a device between two; a thief uses it for many accounts.',
  },
  SHARED_CARD: {
    fact: 'cardCustomers',
    curve: line(1, 15, [15, 45]),
    says: 'Several customers used this card within a week.',
    because: 'A card belongs to one person.',
  },
  SHARED_ADDRESS: {
    fact: 'addressCustomers',
    curve: line(4, 8, [10, 30]),
    says: 'Several customers gave this address within a week.',
    because: 'Goods that stolen cards pay for are sent to a few places; families and offices share one too.',
  },
  IMPOSSIBLE_TRAVEL: {
    fact: 'travelKmPerHour',
    curve: line(900, 0.02, [30, 45]),
    says: 'The place cannot be reached from that of the transaction before.',
    because: 'No airliner flies faster; two places far apart mean two holders of the card.',
  },
  NEW_COUNTRY: {
    fact: 'newCountry',
    curve: fixed(10),
    says: 'The customer was never seen in this country.',
    because: 'Travel happens, so it weighs little alone.',
  },
  NEW_DEVICE: {
    fact: 'newDevice',
    curve: fixed(12),
    says: 'The device is new for this customer.',
    because: 'An account that was taken over is used from elsewhere.',
  },
  NEW_PAYEE: {
    fact: 'newPayeeTimesMean',
    curve: line(1.5, 4, [6, 20]),
    says: 'The payee is new, and the amount above the usual.',
    because: 'Money that is led away goes to accounts never paid before.',
  },
  UNUSUAL_HOUR: {
    fact: 'hourRarity',
    curve: line(0.97, 100, [2, 3]),
    says: 'The customer hardly ever pays at this hour.',
    because: 'Weak alone: it tips what other rules leave open.',
  },
  JUST_BELOW_LIMIT: {
    fact: 'countJustBelowLimit',
    curve: line(1, 15, [15, 45]),
    says: 'Several amounts within a week lie just below a limit for reports.',
    because: 'Splitting a sum to stay below a limit is what structuring means.',
  },
  SPLIT_SUM: {
    fact: 'splitParts',
    curve: line(2, 10, [25, 45]),
    says: 'Several amounts of a day stay below a limit for reports, and their sum reaches it.',
    because: 'Structuring in parts that are not just below the limit.',
  },
  ROUND_AMOUNT: {
    fact: 'roundTimesMean',
    curve: line(3, 1, [2, 5]),
    says: 'The amount is round and far above the usual.',
    because: 'Prices are seldom round; sums that are led away are.',
  },
  DENY_LISTED: {
    fact: 'denied',
    curve: fixed(100),
    says: 'The deny list of the settings names a party of this transaction.',
    because: 'A person has decided so.',
  },
} as const satisfies Record<string, Rule>;

export type FlagCode = keyof typeof RULES;
export const FLAG_CODES = Object.keys(RULES) as FlagCode[];

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

/** The points of a value; 0 if the rule does not fire. */
export function pointsOf(curve: Curve, value: number): number {
  const [from] = curve;
  if (!from || !(value > (from[0] ?? 0))) return 0;
  const next = curve.findIndex(([x = 0]) => x >= value);
  if (next === -1) return curve.at(-1)?.[1] ?? 0;
  const [[x0 = 0, y0 = 0], [x1 = 0, y1 = 0]] = [curve[next - 1] ?? from, curve[next] ?? from];
  return y0 + ((y1 - y0) * (value - x0)) / (x1 - x0 || 1);
}
