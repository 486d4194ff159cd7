import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scaled, unscaled } from '../formats/decimal-field.ts';
import { ORDER_TYPES, OrderInput, TIMES_IN_FORCE } from './order-input.ts';
import { checkOrder } from './order-rules.ts';

const PRICES = {
  market: {},
  limit: { limit_price: '10.00' },
  stop: { stop_price: '10.00' },
  stop_limit: { stop_price: '10.00', limit_price: '9.50' },
  trailing_stop: { trail_percent: '2.5' },
};
const order = (fields: Record<string, unknown>) =>
  OrderInput.parse({ symbol: 'VTI', side: 'buy', quantity: '2', ...fields });
const fieldOf = (fields: Record<string, unknown>): unknown => {
  try {
    checkOrder(order(fields));
    return undefined;
  } catch (thrown) {
    return (thrown as { details: { field: string } }).details.field;
  }
};

describe('orders', () => {
  const waiting = ['stop', 'stop_limit', 'trailing_stop'];
  const cases = ORDER_TYPES.flatMap((type) => TIMES_IN_FORCE.map((time) => [type, time] as const));
  it.each(cases)('of type %s are accepted with %s if Alpaca takes them', (type, time) => {
    const isTaken = !waiting.includes(type) || time === 'day' || time === 'gtc';
    expect(fieldOf({ order_type: type, time_in_force: time, ...PRICES[type] })).toBe(
      isTaken ? undefined : 'time_in_force',
    );
  });

  it.each([
    ['neither shares nor dollars', { quantity: undefined }, 'quantity'],
    ['both', { notional: '5.00' }, 'notional'],
    ['dollars with three decimals', { quantity: undefined, notional: '5.005' }, 'notional'],
    ['less than a dollar', { quantity: undefined, notional: '0.99' }, 'notional'],
    ['dollars with a stop', { quantity: undefined, notional: '5.00', order_type: 'stop', ...PRICES.stop }, 'notional'],
    ['dollars until cancelled', { quantity: undefined, notional: '5.00', time_in_force: 'gtc' }, 'time_in_force'],
    ['a part of a share until cancelled', { quantity: '0.5', time_in_force: 'gtc' }, 'time_in_force'],
    ['a part of a share that trails', { quantity: '0.5', order_type: 'trailing_stop', trail_percent: '1' }, 'quantity'],
    ['a limit order without limit', { order_type: 'limit' }, 'limit_price'],
    ['a stop-limit order without stop', { order_type: 'stop_limit', limit_price: '5.00' }, 'stop_price'],
    ['a market order with a limit', PRICES.limit, 'limit_price'],
    ['two trails', { order_type: 'trailing_stop', trail_percent: '1', trail_price: '1' }, 'trail_percent'],
    ['no trail', { order_type: 'trailing_stop' }, 'trail_percent'],
    ['a trail of everything', { order_type: 'trailing_stop', trail_percent: '100' }, 'trail_percent'],
    ['parts of a cent', { order_type: 'limit', limit_price: '10.005' }, 'limit_price'],
    ['parts of a hundredth of a cent', { order_type: 'stop', stop_price: '0.12345' }, 'stop_price'],
    ['extended hours at the market', { extended_hours: true }, 'extended_hours'],
    [
      'extended hours in the auction',
      { order_type: 'limit', ...PRICES.limit, time_in_force: 'opg', extended_hours: true },
      'extended_hours',
    ],
  ])('are refused with %s', (_, fields, field) => {
    expect(fieldOf(fields)).toBe(field);
  });

  it.each([
    ['a part of a share for the day', { quantity: '0.000000001' }],
    ['a part with a limit for the day', { quantity: '1.5', order_type: 'limit', ...PRICES.limit }],
    ['a whole quantity that is written with zeros', { quantity: '2.000', time_in_force: 'gtc' }],
    ['a price below a dollar with four decimals', { order_type: 'limit', limit_price: '0.1234' }],
    ['a limit in extended hours', { order_type: 'limit', ...PRICES.limit, time_in_force: 'gtc', extended_hours: true }],
  ])('are accepted with %s', (_, fields) => {
    expect(fieldOf(fields)).toBeUndefined();
  });

  it.each(['0', '0.00', '-1', '1e3', '01', '.5', '1.', '1.0000000001', 'many', ' 1', '1,5'])(
    'are refused with the quantity "%s"',
    (quantity) => {
      expect(OrderInput.safeParse({ symbol: 'VTI', side: 'buy', quantity }).success).toBe(false);
    },
  );
});

it('reads numbers as the text that they are written as', () => {
  const { data } = OrderInput.safeParse({ symbol: 'VTI', side: 'buy', quantity: 1.5, limit_price: 0.1234 });
  expect(data).toMatchObject({ quantity: '1.5', limit_price: '0.1234' });
});

it.each([0, -1, 1e-10, 1e12, 70_368_744_177_664.02])('refuses the number %p, and names the field', (quantity) => {
  const { error } = OrderInput.safeParse({ symbol: 'VTI', side: 'buy', quantity });
  expect(error?.issues).toMatchObject([{ path: ['quantity'], message: expect.stringContaining('expected') }]);
});

it('reads and writes decimals without loss', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 21n), max: 10n ** 21n }), (value) => {
      expect(scaled(unscaled(value, 9))).toBe(value);
    }),
  );
});
