import { randomUUID } from 'node:crypto';
import type { Order } from './book.ts';
import { type Decimal, parseDecimal, UNIT } from './decimal.ts';
import { assetId, type Market } from './market.ts';
import { invalid } from './refusal.ts';

export type Body = Record<string, unknown>;

const FIELDS = [
  'symbol',
  'qty',
  'notional',
  'side',
  'type',
  'time_in_force',
  'limit_price',
  'stop_price',
  'trail_price',
  'trail_percent',
  'extended_hours',
  'client_order_id',
  'order_class',
];
const PRICES: Readonly<Record<string, readonly string[]>> = {
  market: [],
  limit: ['limit_price'],
  stop: ['stop_price'],
  stop_limit: ['limit_price', 'stop_price'],
  trailing_stop: [],
};
const TIMES = ['day', 'gtc', 'opg', 'cls', 'ioc', 'fok'];

/**
 * An order as it is sent, checked as the API's documentation says and made into one that is accepted.
 * @throws {Refusal} 422
 */
export function orderOf(body: Body, market: Market): Order {
  const unknown = Object.keys(body).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) throw invalid(`unknown field: ${unknown}`);
  const { symbol, side, type, time_in_force: time } = body;
  if (typeof symbol !== 'string' || !market.knows(symbol)) throw invalid(`invalid symbol "${String(symbol)}"`);
  if (side !== 'buy' && side !== 'sell') throw invalid('invalid side');
  const needed = typeof type === 'string' ? PRICES[type] : undefined;
  if (typeof type !== 'string' || !needed) throw invalid('invalid order type');
  if (typeof time !== 'string' || !TIMES.includes(time)) throw invalid('invalid time_in_force');
  if ((body.order_class ?? 'simple') !== 'simple' && body.order_class !== '')
    throw invalid('this stand-in knows simple orders alone');
  const amounts = amountsOf(body, symbol, market);
  checkPrices(body, type, needed);
  if (body.notional !== undefined && type !== 'market' && type !== 'limit') {
    throw invalid('notional orders must be market or limit orders');
  }
  if (amounts.isFractional && (time !== 'day' || type === 'trailing_stop')) {
    throw invalid('fractional orders must be DAY orders');
  }
  if (body.extended_hours === true && !(type === 'limit' && (time === 'day' || time === 'gtc'))) {
    throw invalid('extended hours order must be DAY or GTC limit orders');
  }
  const at = new Date().toISOString();
  const text = (name: string): string | null =>
    body[name] === undefined || body[name] === null ? null : String(body[name]);
  return {
    id: randomUUID(),
    client_order_id: text('client_order_id') ?? randomUUID(),
    symbol,
    asset_id: assetId(symbol),
    asset_class: 'us_equity',
    side,
    type,
    order_type: type,
    order_class: 'simple',
    time_in_force: time,
    qty: text('qty'),
    notional: text('notional'),
    limit_price: text('limit_price'),
    stop_price: text('stop_price'),
    trail_price: text('trail_price'),
    trail_percent: text('trail_percent'),
    extended_hours: body.extended_hours === true,
    status: 'accepted',
    filled_qty: '0',
    filled_avg_price: null,
    created_at: at,
    updated_at: at,
    submitted_at: at,
    filled_at: null,
    canceled_at: null,
  };
}

function amountsOf(body: Body, symbol: string, market: Market): { isFractional: boolean } {
  const { qty, notional } = body;
  if ((qty === undefined) === (notional === undefined)) throw invalid('exactly one of qty and notional is required');
  const amount = parseDecimal(qty ?? notional);
  if (amount === undefined || amount <= 0n) throw invalid(`${qty === undefined ? 'notional' : 'qty'} must be > 0`);
  const isFractional = notional !== undefined || String(qty).includes('.');
  if (isFractional && !market.asset(symbol).fractionable) throw invalid(`asset "${symbol}" is not fractionable`);
  if (notional !== undefined && /\.\d{3}/.test(String(notional)))
    throw invalid('notional value must be limited to 2 decimal places');
  return { isFractional };
}

function checkPrices(body: Body, type: string, needed: readonly string[]): void {
  for (const name of ['limit_price', 'stop_price']) {
    const price: Decimal | undefined = body[name] === undefined ? undefined : (parseDecimal(body[name]) ?? -1n);
    if (needed.includes(name) && price === undefined) throw invalid(`${type} orders require ${name}`);
    if (!needed.includes(name) && price !== undefined) throw invalid(`${type} orders require no ${name}`);
    if (price !== undefined && price <= 0n) throw invalid(`${name} must be > 0`);
    if (price !== undefined && price % (price >= UNIT ? UNIT / 100n : UNIT / 10_000n) !== 0n) {
      throw invalid(
        `invalid ${name} ${String(body[name])}. sub-penny increment does not fulfill minimum pricing criteria`,
      );
    }
  }
  const trails = ['trail_price', 'trail_percent'].filter((name) => body[name] !== undefined).length;
  if (type === 'trailing_stop' && trails !== 1)
    throw invalid('trailing stop orders require one of trail_price and trail_percent');
  if (type !== 'trailing_stop' && trails > 0) throw invalid(`${type} orders require no trail`);
}
