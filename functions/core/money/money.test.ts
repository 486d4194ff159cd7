import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManifoldError } from '../errors/manifold-error.ts';
import { minorDigits } from './currencies.ts';
import { decimalText, grouped } from './decimal-text.ts';
import { decimalOf, formatMoney, readMoney } from './money.ts';

function refusalOf(read: () => unknown): ManifoldError {
  try {
    read();
  } catch (thrown) {
    if (thrown instanceof ManifoldError) return thrown;
    throw thrown;
  }
  throw new Error('The amount was not refused.');
}

const refusal = (amount: unknown, currency: string) =>
  refusalOf(() => readMoney({ amount: amount as string, currency }));

describe('an amount', () => {
  it.each([
    ['25.00', 'usd', 2500],
    ['25', 'USD', 2500],
    ['25.5', 'USD', 2550],
    ['0.29', 'USD', 29],
    [25, 'USD', 2500],
    [25.5, 'USD', 2550],
    [0.29, 'USD', 29],
    [1.1, 'USD', 110],
    [2500, 'USD', 250_000],
    ['2500', 'JPY', 2500],
    [2500, 'JPY', 2500],
    ['1.25', 'KWD', 1250],
    [1.25, 'KWD', 1250],
    [9_999_999_999_999.99, 'USD', 999_999_999_999_999],
  ])('%p %s is %d minor units', (amount, currency, minor) => {
    expect(readMoney({ amount, currency })).toEqual({ minor, currency: currency.toUpperCase() });
  });

  it('is taken in minor units by the name for them', () => {
    expect(readMoney({ minor: 2500, currency: 'USD' })).toEqual({ minor: 2500, currency: 'USD' });
  });

  it('is refused if it is written in both ways or in none, with the argument that is too much or missing', () => {
    expect(refusalOf(() => readMoney({ amount: '25.00', minor: 2500, currency: 'USD' }))).toMatchObject({
      code: 'E2004',
      details: { field: 'amount_minor' },
    });
    expect(refusalOf(() => readMoney({ currency: 'USD' }))).toMatchObject({
      code: 'E2003',
      details: { field: 'amount' },
    });
  });

  it.each([
    ['25.000', 'USD', 'Did you mean "25.00"?'],
    ['2500.00', 'JPY', 'Did you mean "2500"?'],
  ])('%s %s is refused, although the decimals that are too many are zeros', (amount, currency, suggestion) => {
    expect(refusal(amount, currency)).toMatchObject({ code: 'E2004', details: { suggestion } });
  });

  it.each([
    [10.555, 'USD'],
    ['10.555', 'USD'],
    [10.5, 'JPY'],
    ['10.5', 'JPY'],
    ['-5', 'USD'],
    [-5, 'USD'],
    ['0.00', 'USD'],
    [0, 'USD'],
    [1e-7, 'USD'],
    ['1e3', 'USD'],
    ['1,000.00', 'USD'],
    ['25,00', 'USD'],
    ['99999999999999999999', 'USD'],
    [90_071_992_547_409.92, 'USD'],
    [0.1 + 0.2, 'USD'],
    [1e21, 'USD'],
    [Number.POSITIVE_INFINITY, 'USD'],
    [Number.NaN, 'USD'],
  ])('%p %s is refused', (amount, currency) => {
    const { code, details } = refusal(amount, currency);
    expect(code).toBe('E2004');
    expect(details.expectedFormat).toContain(currency);
  });

  it('is refused in an unknown currency', () => {
    expect(refusal('1.00', 'USX').details.field).toBe('currency');
  });

  const anyMoney = fc.record({
    minor: fc.integer({ min: 1, max: 999_999_999_999_999 }),
    currency: fc.constantFrom('USD', 'JPY', 'KWD'),
  });

  it('is the same as text, as the number of that text, and in minor units', () => {
    fc.assert(
      fc.property(anyMoney, (money) => {
        const { currency } = money;
        const text = decimalOf(money);
        expect(readMoney({ amount: text, currency })).toEqual(money);
        expect(readMoney({ amount: JSON.parse(text), currency })).toEqual(money);
        expect(readMoney({ minor: money.minor, currency })).toEqual(money);
      }),
    );
  });

  it('is never read from a number that stands for two amounts', () => {
    // Between 2^46 and 2^47, neighbouring numbers are farther apart than a cent.
    expect(Number('70368744177664.01')).toBe(Number('70368744177664.02'));
    expect(refusal(70_368_744_177_664.02, 'USD').message).toContain('write it as text');
    expect(readMoney({ amount: '70368744177664.02', currency: 'USD' }).minor).toBe(7_036_874_417_766_402);
  });

  it('is formatted with the decimals of its currency', () => {
    expect(formatMoney({ minor: 5, currency: 'USD' })).toBe('0.05 USD');
    expect(formatMoney({ minor: 5, currency: 'KWD' })).toBe('0.005 KWD');
    expect(formatMoney({ minor: -500, currency: 'JPY' })).toBe('-500 JPY');
    expect(minorDigits('eur')).toBe(2);
  });

  it('is shown to people in groups of three digits', () => {
    expect(formatMoney({ minor: 100_000_000, currency: 'USD' })).toBe('1,000,000.00 USD');
    expect(formatMoney({ minor: -1_234_567, currency: 'JPY' })).toBe('-1,234,567 JPY');
    expect(grouped('999.123456789')).toBe('999.123456789');
    expect(grouped('1000')).toBe('1,000');
  });
});

it('writes a number as the shortest decimal text, without an exponent', () => {
  expect([0.1, 1e-7, 1.5e-7, 123e20, -12.5, 1e15].map(decimalText)).toEqual([
    '0.1',
    '0.0000001',
    '0.00000015',
    '12300000000000000000000',
    '-12.5',
    '1000000000000000',
  ]);
});
