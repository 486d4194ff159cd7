/**
 * Which arguments of an order can be combined, by the rules of Alpaca's trading API ("Orders at Alpaca", "Fractional
 * Trading", and the descriptions of POST /v2/orders). They are checked before anything is sent.
 */
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { compareDecimals, decimalsOf } from '../formats/decimal-field.ts';
import { notionalOf } from './notional.ts';
import type { OrderInput, OrderKind, TimeInForce } from './order-input.ts';

type PriceField = 'limit_price' | 'stop_price' | 'trail_price' | 'trail_percent';

const PRICES: Readonly<Record<OrderKind, readonly PriceField[]>> = {
  market: [],
  limit: ['limit_price'],
  stop: ['stop_price'],
  stop_limit: ['limit_price', 'stop_price'],
  trailing_stop: ['trail_price', 'trail_percent'],
};

const ALL_PRICES: readonly PriceField[] = ['limit_price', 'stop_price', 'trail_price', 'trail_percent'];

/** Auctions and immediate execution are for orders that can be executed at once; a stop order waits for its price. */
const TIMES: Readonly<Record<OrderKind, readonly TimeInForce[]>> = {
  market: ['day', 'gtc', 'opg', 'cls', 'ioc', 'fok'],
  limit: ['day', 'gtc', 'opg', 'cls', 'ioc', 'fok'],
  stop: ['day', 'gtc'],
  stop_limit: ['day', 'gtc'],
  trailing_stop: ['day', 'gtc'],
};

/** @throws {ManifoldError} E2003 or E2004 that names the field and what would be right */
export function checkOrder(order: OrderInput): void {
  checkAmount(order);
  checkPrices(order);
  const { order_type: type, time_in_force: time } = order;
  if (!TIMES[type].includes(time)) {
    throw wrong('time_in_force', `"${time}" does not go with ${type} orders`, TIMES[type].join(' or '));
  }
  if (order.extended_hours && !(type === 'limit' && (time === 'day' || time === 'gtc'))) {
    throw wrong(
      'extended_hours',
      'outside the regular hours only limit orders for day or gtc are executed',
      'false, or order_type "limit" with time_in_force "day" or "gtc"',
    );
  }
}

function checkAmount(order: OrderInput): void {
  const { quantity, order_type: type, time_in_force: time } = order;
  const notional = notionalOf(order);
  if (quantity === undefined && notional === undefined) {
    throw new ManifoldError('E2003', 'An order needs "quantity" (shares) or "notional" (US dollars).', {
      details: { field: 'quantity', expectedFormat: 'decimal text such as "1.5", or notional such as "100.00"' },
    });
  }
  if (quantity !== undefined && notional !== undefined) {
    throw wrong('notional', 'an order has either quantity or notional', 'left out if quantity is given');
  }
  if (notional !== undefined) {
    // Alpaca accepts no order below one dollar.
    if (notional.minor < 100) throw wrong('notional', 'it is below one dollar', 'at least "1.00"');
    if (type !== 'market' && type !== 'limit') {
      throw wrong('notional', `it does not go with ${type} orders`, 'quantity, or order_type "market" or "limit"');
    }
    if (time !== 'day') throw wrong('time_in_force', 'orders by notional are for the day only', 'day');
  }
  if (quantity !== undefined && decimalsOf(quantity) > 0) {
    if (type === 'trailing_stop')
      throw wrong('quantity', 'trailing stops take whole shares', 'whole shares such as "2"');
    if (time !== 'day')
      throw wrong('time_in_force', 'fractions of a share are traded for the day only', 'day, or a whole quantity');
  }
}

function checkPrices(order: OrderInput): void {
  const type = order.order_type;
  const needed = PRICES[type];
  const surplus = ALL_PRICES.find((field) => order[field] !== undefined && !needed.includes(field));
  if (surplus !== undefined) throw wrong(surplus, `it does not go with ${type} orders`, 'left out');
  if (type === 'trailing_stop') {
    const given = needed.filter((field) => order[field] !== undefined);
    if (given.length !== 1) {
      throw wrong('trail_percent', 'a trailing stop has either trail_price or trail_percent', 'one of the two');
    }
    if (order.trail_percent !== undefined && compareDecimals(order.trail_percent, '100') >= 0) {
      throw wrong('trail_percent', 'it is not below a hundred', 'percent such as "2.5"');
    }
  } else {
    const missing = needed.find((field) => order[field] === undefined);
    if (missing !== undefined) {
      throw new ManifoldError('E2003', `"${missing}" is missing: ${type} orders need it.`, {
        details: { field: missing, expectedFormat: 'US dollars a share such as "250.10"' },
      });
    }
  }
  for (const field of ['limit_price', 'stop_price'] as const) {
    const price = order[field];
    if (price !== undefined) checkSteps(field, price);
  }
}

/** Prices of a dollar or more have steps of a cent, lower ones of a hundredth of a cent (SEC Rule 612). */
function checkSteps(field: PriceField, price: string): void {
  const most = compareDecimals(price, '1') >= 0 ? 2 : 4;
  if (decimalsOf(price) > most) {
    throw wrong(
      field,
      `a price of this size has at most ${most} decimals`,
      most === 2 ? 'such as "250.10"' : 'such as "0.1234"',
    );
  }
}

function wrong(field: string, why: string, expectedFormat: string): ManifoldError {
  return new ManifoldError('E2004', `"${field}" is refused: ${why}.`, { details: { field, expectedFormat } });
}
