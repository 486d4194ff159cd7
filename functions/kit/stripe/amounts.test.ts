import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { minorDigits } from '../../core/money/currencies.ts';
import { readMoney } from '../../core/money/money.ts';
import { fromStripe, toStripe } from './amounts.ts';

const sent = (amount: string | number, currency: string) => toStripe(readMoney({ amount, currency }));

describe('an amount for Stripe', () => {
  it.each([
    ['25.00', 'USD', 2500],
    [25, 'USD', 2500],
    ['500', 'JPY', 500],
    ['5.120', 'KWD', 5120],
    // Special cases: Stripe's minor unit differs from that of ISO 4217.
    ['5', 'ISK', 500],
    ['5000', 'UGX', 500_000],
    ['2500.00', 'MGA', 2500],
  ])('converts %s %s to %d', (amount, currency, minor) => {
    expect(sent(amount, currency)).toEqual({ amount: minor, currency: currency.toLowerCase() });
  });

  it.each([
    ['5.124', 'KWD', 'The nearest is "5.120".'],
    ['0.50', 'MGA', 'The nearest is "1.00".'],
  ])('refuses %s %s and names the nearest amount', (amount, currency, suggestion) => {
    expect(() => sent(amount, currency)).toThrow(
      expect.objectContaining({ code: 'E2004', details: expect.objectContaining({ suggestion }) }),
    );
  });

  it('converts back to the same amount in every currency', () => {
    const currencies = ['USD', 'EUR', 'JPY', 'KWD', 'BHD', 'ISK', 'UGX', 'MGA', 'KRW', 'INR'];
    fc.assert(
      fc.property(fc.constantFrom(...currencies), fc.integer({ min: 1, max: 10_000_000 }), (currency, units) => {
        // Every currency with decimals has whole units and tenths, except those that have no decimals at Stripe.
        const minor = units * (minorDigits(currency) === 3 ? 10 : currency === 'MGA' ? 100 : 1);
        const money = { minor, currency };
        const { amount, currency: code } = toStripe(money);
        expect(Number.isSafeInteger(amount)).toBe(true);
        expect(fromStripe(amount, code)).toEqual(money);
      }),
    );
  });
});
