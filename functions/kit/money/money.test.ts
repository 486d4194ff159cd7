import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { allocate } from './allocate.ts';
import { minorDigits } from './currencies.ts';
import { decimalOf, formatMoney, readMoney } from './money.ts';

function refusal(read: () => unknown): ManifoldError {
  try {
    read();
  } catch (thrown) {
    if (thrown instanceof ManifoldError) return thrown;
    throw thrown;
  }
  throw new Error('The amount was not refused.');
}

describe('an amount', () => {
  it.each([
    ['25.00', 'usd', 2500],
    ['25', 'USD', 2500],
    ['25.5', 'USD', 2550],
    ['0.29', 'USD', 29],
    [2500, 'USD', 2500],
    ['2500', 'JPY', 2500],
    [2500, 'JPY', 2500],
    ['1.25', 'KWD', 1250],
    ['1.250', 'KWD', 1250],
    ['25.000', 'USD', 2500],
  ])('%s %s is %d minor units', (amount, currency, minor) => {
    expect(readMoney({ amount, currency })).toEqual({ minor, currency: currency.toUpperCase() });
  });

  it('is refused as a fraction, with the text that would be right', () => {
    const { code, details } = refusal(() => readMoney({ amount: 10.5, currency: 'USD' }));
    expect(code).toBe('E2004');
    expect(details).toMatchObject({ field: 'amount', suggestion: 'Did you mean "10.50" (1050 minor units)?' });
  });

  it.each([
    [10.555, 'USD'],
    ['10.555', 'USD'],
    ['10.5', 'JPY'],
    ['-5', 'USD'],
    ['0.00', 'USD'],
    [0, 'USD'],
    ['1e3', 'USD'],
    ['1,000.00', 'USD'],
    ['99999999999999999999', 'USD'],
    [Number.POSITIVE_INFINITY, 'USD'],
  ])('is refused where it is %s %s', (amount, currency) => {
    const { code, details } = refusal(() => readMoney({ amount, currency }));
    expect(code).toBe('E2004');
    expect(details.expectedFormat).toContain(currency);
  });

  it('is refused in a currency that there is not', () => {
    expect(refusal(() => readMoney({ amount: '1.00', currency: 'USX' })).details.field).toBe('currency');
  });

  it('is written as it was read', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        fc.constantFrom('USD', 'JPY', 'KWD'),
        (minor, currency) => {
          expect(readMoney({ amount: decimalOf({ minor, currency }), currency })).toEqual({ minor, currency });
        },
      ),
    );
  });

  it('is shown with the decimals of its currency', () => {
    expect(formatMoney({ minor: 5, currency: 'USD' })).toBe('0.05 USD');
    expect(formatMoney({ minor: 5, currency: 'KWD' })).toBe('0.005 KWD');
    expect(formatMoney({ minor: -500, currency: 'JPY' })).toBe('-500 JPY');
    expect(minorDigits('eur')).toBe(2);
  });
});

describe('an allocation', () => {
  it('adds up to the amount, and is off by less than one unit from each share', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e12 }),
        fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 8 }).filter((all) => all.some(Boolean)),
        (minor, weights) => {
          const parts = allocate(minor, weights);
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(minor);
          parts.forEach((part, index) => {
            expect(Math.abs(part - (minor * (weights[index] ?? 0)) / total)).toBeLessThan(1);
          });
        },
      ),
    );
  });

  it('gives what is left to the largest remainders', () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
  });
});
