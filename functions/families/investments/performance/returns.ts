/** Returns of an account from its daily closing values and its cash flows. Pure arithmetic, no I/O. */

/** Value of the account at the close of a day, US dollars; days are YYYY-MM-DD, in ascending order. */
export interface DayValue {
  day: string;
  value: number;
}

/** Cash paid in (positive) or out (negative) on a day, US dollars. */
export interface Flow {
  day: string;
  amount: number;
}

/** Values with the cash flow of each day; a flow on a day without a value counts on the next day with one. */
export interface Span {
  first: DayValue;
  /** Days after the first. */
  rest: (DayValue & { flow: number })[];
}

/**
 * The span over which returns are computed. It begins on the last day before the account held anything, or else on the
 * first day; earlier flows are included in the value of that day.
 */
export function spanOf(values: readonly DayValue[], flows: readonly Flow[]): Span | undefined {
  const begins = Math.max(0, values.findIndex(({ value }) => value > 0) - 1);
  const [first, ...rest] = values.slice(begins);
  if (!first) return undefined;
  let before = first.day;
  return {
    first,
    rest: rest.map(({ day, value }) => {
      const flow = flows
        .filter((each) => each.day > before && each.day <= day)
        .reduce((sum, { amount }) => sum + amount, 0);
      before = day;
      return { day, value, flow };
    }),
  };
}

/**
 * Time-weighted return: the daily returns `value / (value of the day before + flow) − 1`, chained. A flow is assumed at
 * the start of its day. It shows how the holdings did, independent of the cash flows.
 *
 * @returns a fraction (0.155 is 15.5 %); undefined if the account held nothing on every day
 */
export function timeWeightedReturn({ first, rest }: Span): number | undefined {
  let growth = 1;
  let before = first.value;
  let days = 0;
  for (const { value, flow } of rest) {
    const base = before + flow;
    // A day that begins with nothing has no return.
    if (base > 0) {
      growth *= value / base;
      days += 1;
    }
    before = value;
  }
  return days === 0 ? undefined : growth - 1;
}

/**
 * Money-weighted return: the internal rate `r` of the whole span with
 * `first·(1+r) + Σ flow·(1+r)^w = last`; `w` is the fraction of the span after the flow. It shows how the person's
 * money did, given the times at which it was paid in and out.
 *
 * @returns a fraction for the whole span, not for a year; undefined if no rate or several rates fit
 */
export function moneyWeightedReturn({ first, rest }: Span): number | undefined {
  const last = rest.at(-1);
  if (!last) return undefined;
  const length = rest.length;
  // A flow of day i counts from the close of the day before: for length − i of the days.
  const flows = rest.flatMap(({ flow }, index) => (flow === 0 ? [] : [{ flow, weight: (length - index) / length }]));
  const excess = (rate: number): number =>
    first.value * (1 + rate) +
    flows.reduce((sum, { flow, weight }) => sum + flow * (1 + rate) ** weight, 0) -
    last.value;
  const brackets = bracketsOf(excess);
  const [bracket] = brackets;
  return bracket && brackets.length === 1 ? bisect(excess, bracket) : undefined;
}

const LOWEST = -0.999999;
/** Bounds of the intervals that are searched for roots: dense near the usual returns. */
const RATES = [
  LOWEST,
  -0.9,
  -0.75,
  -0.5,
  -0.25,
  -0.1,
  -0.05,
  0.0001,
  0.05,
  0.1,
  0.25,
  0.5,
  1,
  2,
  5,
  10,
  100,
  1_000,
  1e6,
];

function bracketsOf(excess: (rate: number) => number): [number, number][] {
  const at = RATES.map((rate) => ({ rate, sign: Math.sign(excess(rate)) }));
  return at.slice(1).flatMap((here, index): [number, number][] => {
    const before = at[index];
    return before && before.sign !== 0 && before.sign !== here.sign ? [[before.rate, here.rate]] : [];
  });
}

function bisect(excess: (rate: number) => number, [from, to]: [number, number]): number {
  let [low, high] = [from, to];
  const sign = Math.sign(excess(low));
  for (let step = 0; step < 200 && high - low > 1e-12; step += 1) {
    const middle = (low + high) / 2;
    if (Math.sign(excess(middle)) === sign) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
