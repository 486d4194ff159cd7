import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { amountOf, exactDecimal } from './amounts.ts';

describe('an amount of Plaid as decimal text', () => {
  it.each([
    [54.2, 'USD', '54.20'],
    [-1850, 'USD', '-1850.00'],
    [0.1 + 0.2, 'USD', '0.30000000000000004'],
    [2500, 'JPY', '2500'],
    [1.25, 'KWD', '1.250'],
    [0.00000012, null, '0.00000012'],
    [1e21, null, '1000000000000000000000'],
    [0, 'EUR', '0.00'],
  ])('writes %p %s as %s', (value, currency, text) => {
    expect(exactDecimal(value, currency)).toBe(text);
  });

  it('denotes the same number, with at least the decimals of its currency', () => {
    const currencies = fc.constantFrom('USD', 'JPY', 'KWD', null);
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), currencies, (value, currency) => {
        const text = exactDecimal(value, currency);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(text)).toBe(value === 0 ? 0 : value);
        const decimals = text.split('.')[1]?.length ?? 0;
        expect(decimals).toBeGreaterThanOrEqual(currency === 'USD' ? 2 : currency === 'KWD' ? 3 : 0);
      }),
    );
  });

  it('gives the direction by its sign: positive is money out', () => {
    expect(amountOf(25.5, 'USD')).toEqual({ amount: '25.50', direction: 'out' });
    expect(amountOf(-25.5, 'USD')).toEqual({ amount: '-25.50', direction: 'in' });
  });
});
