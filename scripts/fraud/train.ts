/**
 * Trains the curves of the rules in `TRAINED` on labelled data: a logistic regression over the knots of each curve, with
 * increments that cannot be negative, so that more of a fact never lowers a score. It uses the facts of the family itself.
 */
import { factsOf } from '../../functions/families/fraud/scoring/facts.ts';
import { DEFAULT_LIMITS } from '../../functions/families/fraud/scoring/limits.ts';
import { DAY, dayOf } from '../../functions/families/fraud/scoring/transaction.ts';
import { TRAINED } from '../../functions/families/fraud/scoring/weights.ts';
import { fitLogistic, type Sample } from './logistic.ts';
import { type Labelled, replay } from './replay.ts';

/** Points for one unit of log odds: the odds double with each 3.5 points. */
export const POINTS_PER_NAT = 5;
/** No single curve gives more: it takes two rules to be critical. */
const MOST_POINTS = 60;
/** Histories need this many days before their facts mean what they mean later. */
const WARM_UP_DAYS = 37;
/** Of honest transactions, one of so many is used, with that weight. */
const HONEST_STEP = 10;
/** Flagged for the sake of training, so that the histories do not depend on the curves of before. */
const HELD_FROM_DEVIATIONS = 3;

export interface Trained {
  readonly days: number;
  readonly samples: number;
  readonly frauds: number;
  readonly curves: Readonly<Record<string, readonly (readonly number[])[]>>;
}

const RULES = Object.entries(TRAINED);

/**
 * @param transactions in the order of time, all of them labelled
 * @param days the first so many days are used; everything after them is left unread
 */
export async function train(transactions: AsyncIterable<Labelled>, { days }: { days: number }): Promise<Trained> {
  const samples: Sample[] = [];
  let first: number | undefined;
  let honest = 0;
  await replay(firstDays(transactions, days), {
    holdDays: 14,
    look({ transaction, fraud }, known) {
      const day = dayOf(transaction.at);
      first ??= day;
      const facts = factsOf(transaction, known, DEFAULT_LIMITS);
      const isUsed = day - first >= WARM_UP_DAYS && (fraud || honest++ % HONEST_STEP === 0);
      if (isUsed) {
        const weight = fraud ? 1 : HONEST_STEP;
        samples.push({ increments: incrementsOf((fact) => facts[fact]?.value), fraud: fraud === true, weight });
      }
      return (facts.amountDeviations?.value ?? 0) > HELD_FROM_DEVIATIONS;
    },
  });
  const coefficients = fitLogistic(samples);
  return {
    days,
    samples: samples.length,
    frauds: samples.filter(({ fraud }) => fraud).length,
    curves: curvesOf(coefficients),
  };
}

async function* firstDays(transactions: AsyncIterable<Labelled>, days: number): AsyncGenerator<Labelled> {
  let end: number | undefined;
  for await (const labelled of transactions) {
    end ??= (dayOf(labelled.transaction.at) + days) * DAY;
    if (labelled.transaction.at >= end) return;
    yield labelled;
  }
}

/** For each piece between two knots, the share of it that lies below the value: 0 to 1. */
function incrementsOf(factOf: (fact: string) => number | undefined): Float64Array {
  const increments: number[] = [];
  for (const [, { fact, knots }] of RULES) {
    const value = factOf(fact) ?? Number.NEGATIVE_INFINITY;
    for (const [index, from] of knots.slice(0, -1).entries()) {
      const to = knots[index + 1] ?? from;
      increments.push(Math.min(1, Math.max(0, (value - from) / (to - from))));
    }
  }
  return Float64Array.from(increments);
}

function curvesOf(coefficients: readonly number[]): Trained['curves'] {
  let used = 0;
  const pairs = RULES.map(([code, { knots }]) => {
    let points = 0;
    const curve = knots.map((x, index) => {
      if (index > 0) points = Math.min(MOST_POINTS, points + POINTS_PER_NAT * (coefficients[used++] ?? 0));
      return [x, Math.round(points * 10) / 10];
    });
    return [code, curve] as const;
  });
  return Object.fromEntries(pairs);
}
