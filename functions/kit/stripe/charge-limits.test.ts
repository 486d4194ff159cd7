import { expect, it } from '@jest/globals';
import { readMoney } from '../../core/money/money.ts';
import { refuseUnchargeable } from './charge-limits.ts';

it.each([
  ['0.50', 'USD', undefined],
  ['0.30', 'GBP', undefined],
  ['50', 'JPY', undefined],
  ['9999999999.99', 'USD', undefined],
  ['9999999.99', 'USD', 'amex'],
  ['0.01', 'XCD', undefined],
])('%s %s can be charged (%s)', (amount, currency, brand) => {
  expect(() => refuseUnchargeable(readMoney({ amount, currency }), { brand })).not.toThrow();
});

it.each([
  ['0.49', 'USD', undefined, 'at least 0.50 USD'],
  ['0.29', 'GBP', undefined, 'at least 0.30 GBP'],
  ['49', 'JPY', undefined, 'at least 50 JPY'],
  ['10000000000.00', 'USD', undefined, 'at most 9999999999.99 USD'],
  ['10000000.00', 'USD', 'amex', 'at most 9999999.99 USD'],
  ['5.124', 'KWD', undefined, 'a multiple of 0.010'],
])('%s %s is refused, and the error says the limit (%s)', (amount, currency, brand, expectedFormat) => {
  expect(() => refuseUnchargeable(readMoney({ amount, currency }), { brand })).toThrow(
    expect.objectContaining({ code: 'E2004', details: expect.objectContaining({ field: 'amount', expectedFormat }) }),
  );
});
