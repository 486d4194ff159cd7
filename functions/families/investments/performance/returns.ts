/** Returns of an account from its daily closing values and what was paid in and out. Pure arithmetic, no I/O. */

/** Value of the account at the close of a day, in US dollars; days are YYYY-MM-DD, in order. */
export interface DayValue {
  day: string;
  value: number;
}

/** What was paid in (above zero) or out (below) on a day, in US dollars. */
export interface Flow {
  day: string;
  amount: number;
}

/** Values with the flows of each day beside them; a flow on a day without a value belongs to the next one that has one. */
export interface Span {
  first: DayValue;
  /** Days after the first. */
  rest: (DayValue & { flow: number })[];
}

/**
 * The span that returns are of. It begins at the last day before the account held anything, or else at the first day;
 * what flowed until then is in that day's value already.
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
 * Time-weighted return: days chained, each `value / (value of the day before + flow) − 1`. What flows on a day is taken
 * to be there from its beginning. It says how the holdings did, whatever was paid in or out.
 *
 * @returns a fraction (0.155 is 15.5 %); undefined where the account held nothing on any day
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
 * `first·(1+r) + Σ flow·(1+r)^w = last`, where `w` is the part of the span that the flow was there for. It says how the
 * person's money did, with the times at which it came and went.
 *
 * @returns a fraction for the whole span, not for a year; undefined where no rate, or more than one, fits
 */
export function moneyWeightedReturn({ first, rest }: Span): number | undefined {
  const last = rest.at(-1);
  if (!last) return undefined;
  const length = rest.length;
  // A flow of day i is there from the close of the day before: length − i of the days.
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
/** Rates between which roots are looked for: close together where returns usually are. */
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
