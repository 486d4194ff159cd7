import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Flow, moneyWeightedReturn, spanOf, timeWeightedReturn } from './returns.ts';

const dayOf = (index: number) => new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10);
const spanFrom = (values: number[], flows: Flow[] = []) => {
  const span = spanOf(
    values.map((value, index) => ({ day: dayOf(index), value })),
    flows,
  );
  if (!span) throw new Error('There are no values.');
  return span;
};

describe('returns, computed by hand', () => {
  it('are right for 100 that grow to 110, and with 100 more to 220.50', () => {
    // 110/100 = 1.1; 220.50/(110 + 100) = 1.05; together 1.155.
    const span = spanFrom([100, 110, 220.5], [{ day: dayOf(2), amount: 100 }]);
    expect(timeWeightedReturn(span)).toBeCloseTo(0.155, 10);
    // 100(1+r) + 100(1+r)^(1/2) = 220.50 with x = √(1+r): x = (−1 + √(1 + 4·2.205))/2 = 1.06605…, r = 0.136486…
    const x = (-1 + Math.sqrt(1 + 4 * 2.205)) / 2;
    expect(moneyWeightedReturn(span)).toBeCloseTo(x * x - 1, 9);
  });

  it('are right for 100, and 100 more halfway, that end at 231: 21 % on the money', () => {
    // 100x² + 100x = 231 has x = 1.1, so 1 + r = 1.21.
    const span = spanFrom([100, 100, 231], [{ day: dayOf(2), amount: 100 }]);
    expect(moneyWeightedReturn(span)).toBeCloseTo(0.21, 9);
    expect(timeWeightedReturn(span)).toBeCloseTo(0.155, 10);
  });

  it('are right for 200, of which 110 are paid out after a day of 10 %', () => {
    // 220/200 = 1.1; 99/(220 − 110) = 0.9; together 0.99. 200x² − 110x = 99 has x = (110 + √(12100 + 79200))/400.
    const span = spanFrom([200, 220, 99], [{ day: dayOf(2), amount: -110 }]);
    expect(timeWeightedReturn(span)).toBeCloseTo(-0.01, 10);
    const x = (110 + Math.sqrt(110 * 110 + 4 * 200 * 99)) / 400;
    expect(moneyWeightedReturn(span)).toBeCloseTo(x * x - 1, 9);
  });

  it('are right for an account that is opened with 100 in the span, and loses 5', () => {
    const span = spanFrom([0, 0, 95], [{ day: dayOf(2), amount: 100 }]);
    expect([timeWeightedReturn(span), moneyWeightedReturn(span)]).toEqual([
      expect.closeTo(-0.05, 10),
      expect.closeTo(-0.05, 9),
    ]);
  });

  it('count a flow at the weekend on the next day that has a value', () => {
    const values = [
      { day: '2026-01-02', value: 100 },
      { day: '2026-01-05', value: 165 },
    ];
    const span = spanOf(values, [{ day: '2026-01-03', amount: 50 }]);
    expect(span && timeWeightedReturn(span)).toBeCloseTo(0.1, 10);
  });

  it('are undefined if the account held nothing', () => {
    const span = spanFrom([0, 0]);
    expect([timeWeightedReturn(span), moneyWeightedReturn(span)]).toEqual([undefined, undefined]);
    expect(spanOf([], [])).toBeUndefined();
  });
});

const prices = fc.array(fc.double({ min: 0.8, max: 1.25, noNaN: true }), { minLength: 1, maxLength: 40 });

/** Closing values from 1000 on: what is paid in on a day grows with the rest. */
function valuesOf(growths: number[], paid: number[] = []): number[] {
  const values = [1_000];
  for (const [index, growth] of growths.entries()) values.push(((values.at(-1) ?? 0) + (paid[index] ?? 0)) * growth);
  return values;
}

describe('laws of returns', () => {
  it('both equal the growth of the value if there are no flows', () => {
    fc.assert(
      fc.property(prices, (growths) => {
        const values = valuesOf(growths);
        const expected = (values.at(-1) ?? 0) / 1_000 - 1;
        const span = spanFrom(values);
        expect(timeWeightedReturn(span)).toBeCloseTo(expected, 8);
        expect(moneyWeightedReturn(span)).toBeCloseTo(expected, 8);
      }),
    );
  });

  it('the time-weighted return does not depend on what is paid in', () => {
    fc.assert(
      fc.property(prices, fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 40 }), (growths, paid) => {
        const flows = growths.map((_, index) => ({ day: dayOf(index + 1), amount: paid[index] ?? 0 }));
        const values = valuesOf(growths, paid);
        const growth = growths.reduce((product, each) => product * each, 1);
        expect(timeWeightedReturn(spanFrom(values, flows))).toBeCloseTo(growth - 1, 8);
      }),
    );
  });
});
