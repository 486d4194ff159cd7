import { expect, it } from '@jest/globals';
import { withMinorUnits } from './amount-fields.ts';

const FIELDS = { 'data.amount': { currencyField: 'data.currency' }, total: { currency: 'USD' } };

it('adds the minor units of each amount beside it, and leaves the arguments as they are', () => {
  const given = { data: { amount: '25.00', currency: 'jpy' }, total: 1.5 };
  expect(withMinorUnits(FIELDS, given)).toEqual({ ...given, total_minor: 150 });
  const right = { data: { amount: 2500, currency: 'jpy' } };
  expect(withMinorUnits(FIELDS, right)).toEqual({ data: { ...right.data, amount_minor: 2500 } });
  expect(right).toEqual({ data: { amount: 2500, currency: 'jpy' } });
});

it('keeps minor units that the caller gave, unless the amount says something else', () => {
  expect(withMinorUnits(FIELDS, { total_minor: 7 })).toEqual({ total_minor: 7 });
  expect(withMinorUnits(FIELDS, { total: '1000000', total_minor: 1 })).toMatchObject({ total_minor: 100_000_000 });
});

it.each([[{ data: { amount: '25.00' } }], [{ data: 'none' }], [{ total: '1,5' }], [{ total: {} }], [{}]])(
  'adds nothing to %j, of which no amount can be read',
  (given) => {
    expect(withMinorUnits(FIELDS, given)).toEqual(given);
  },
);
