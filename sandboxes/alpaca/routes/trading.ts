import type { Order } from '../book.ts';
import { orderOf } from '../check-order.ts';
import { formatDecimal, over, parseDecimal, times, UNIT } from '../decimal.ts';
import { assetId } from '../market.ts';
import { forbidden, invalid, missing, Refusal } from '../refusal.ts';
import type { Route, StandInContext } from '../route.ts';

/** States in which an order still waits. */
const OPEN = ['new', 'accepted', 'pending_new', 'partially_filled', 'held', 'done_for_day'];

export const tradingRoutes: readonly Route[] = [
  { method: 'GET', path: '/v2/account', query: [], answer: (_, context) => account(context) },
  { method: 'GET', path: '/v2/clock', query: [], answer: (_, { market }) => market.clock() },
  {
    method: 'GET',
    path: '/v2/assets/{symbol}',
    query: [],
    answer: ({ params }, { market }) => market.asset(params.symbol ?? ''),
  },
  {
    method: 'POST',
    path: '/v2/orders',
    query: [],
    answer: ({ body }, context) => place(orderOf(body, context.market), context),
  },
  {
    method: 'GET',
    path: '/v2/orders',
    query: ['status', 'limit', 'after', 'until', 'direction', 'nested', 'symbols', 'side', 'before_order_id'],
    answer({ query }, { book }) {
      const { status = 'open', limit = '50', after, until, direction = 'desc', symbols, side } = query;
      const named = symbols?.split(',');
      const before = query.before_order_id;
      const from = before === undefined ? 0 : book.orders.findIndex(({ id }) => id === before) + 1;
      if (before !== undefined && from === 0) throw invalid('invalid before_order_id');
      const found = book.orders
        .slice(from)
        .filter(
          (order) =>
            (status === 'all' || OPEN.includes(order.status) === (status === 'open')) &&
            (after === undefined || order.submitted_at > new Date(after).toISOString()) &&
            (until === undefined || order.submitted_at < new Date(until).toISOString()) &&
            (side === undefined || order.side === side) &&
            (named === undefined || named.includes(order.symbol)),
        );
      return (direction === 'asc' ? found.toReversed() : found).slice(0, Number(limit));
    },
  },
  {
    method: 'GET',
    path: '/v2/orders:by_client_order_id',
    query: ['client_order_id'],
    answer: ({ query }, { book }) =>
      found(book.orders.find((order) => order.client_order_id === query.client_order_id)),
  },
  {
    method: 'GET',
    path: '/v2/orders/{id}',
    query: ['nested'],
    answer: ({ params }, { book }) => found(book.orders.find(({ id }) => id === params.id)),
  },
  {
    method: 'DELETE',
    path: '/v2/orders/{id}',
    query: [],
    answer({ params }, { book }) {
      const order = found(book.orders.find(({ id }) => id === params.id));
      if (!OPEN.includes(order.status))
        throw new Refusal(422, 42_210_000, `order is already in "${order.status}" state`);
      book.cancel(order);
      return undefined;
    },
  },
  { method: 'GET', path: '/v2/positions', query: [], answer: (_, context) => positions(context) },
  {
    method: 'GET',
    path: '/v2/positions/{symbol}',
    query: [],
    answer({ params }, context) {
      const position = positions(context).find(({ symbol }) => symbol === params.symbol);
      if (!position) throw missing('position');
      return position;
    },
  },
];

/** Accepts an order: a market order is filled at once, a limit order once the price allows it. */
function place(order: Order, { book, market }: StandInContext): Order {
  if (book.orders.some(({ client_order_id: id }) => id === order.client_order_id)) {
    throw invalid('client_order_id must be unique');
  }
  if (market.halted.has(order.symbol)) throw invalid(`asset "${order.symbol}" is not tradable`);
  const price = market.price(order.symbol);
  const qty = order.qty === null ? over(parseDecimal(order.notional) ?? 0n, price) : (parseDecimal(order.qty) ?? 0n);
  const limit = order.limit_price === null ? undefined : parseDecimal(order.limit_price);
  const crossing = book.orders.some((other) => OPEN.includes(other.status) && wouldTrade(order, other));
  if (crossing) throw forbidden('potential wash trade detected. use complex orders');
  if (times(qty, limit ?? price) < UNIT) throw forbidden('cost basis must be >= minimal amount of order 1');
  if (order.side === 'buy' && times(qty, limit ?? price) > book.cash) throw forbidden('insufficient buying power');
  if (order.side === 'sell' && qty > book.held(order.symbol)) {
    throw forbidden(
      `insufficient qty available for order (requested: ${formatDecimal(qty)}, available: ${formatDecimal(book.held(order.symbol))})`,
    );
  }
  book.add(order);
  const good = limit === undefined || (order.side === 'buy' ? limit >= price : limit <= price);
  if (market.isOpen && good && (order.type === 'market' || order.type === 'limit')) book.fill(order, price);
  else order.status = 'new';
  return order;
}

/** Whether two orders of the account could be executed against each other. */
function wouldTrade(one: Order, other: Order): boolean {
  if (one.symbol !== other.symbol || one.side === other.side) return false;
  const [buy, sell] = one.side === 'buy' ? [one, other] : [other, one];
  if (buy.type !== 'limit' || sell.type !== 'limit') return true;
  return (parseDecimal(buy.limit_price) ?? 0n) >= (parseDecimal(sell.limit_price) ?? 0n);
}

function account(context: StandInContext) {
  const { cash } = context.book;
  const held = context.book.positions.reduce(
    (sum, { symbol, qty }) => sum + times(qty, context.market.price(symbol)),
    0n,
  );
  const equity = formatDecimal(cash + held);
  return {
    id: '00000000-0000-4000-8000-000000000001',
    account_number: 'PA0INVENTED0',
    status: 'ACTIVE',
    currency: 'USD',
    cash: formatDecimal(cash),
    buying_power: formatDecimal(cash),
    equity,
    last_equity: equity,
    portfolio_value: equity,
    long_market_value: formatDecimal(held),
    short_market_value: '0',
    multiplier: '1',
    pattern_day_trader: false,
    trading_blocked: false,
    transfers_blocked: false,
    account_blocked: false,
    shorting_enabled: false,
    daytrade_count: 0,
    created_at: '2026-01-02T00:00:00Z',
  };
}

function positions({ book, market }: StandInContext) {
  return book.positions.map(({ symbol, qty, cost }) => {
    const price = market.price(symbol);
    const value = times(qty, price);
    return {
      asset_id: assetId(symbol),
      symbol,
      exchange: 'NASDAQ',
      asset_class: 'us_equity',
      asset_marginable: false,
      qty: formatDecimal(qty),
      qty_available: formatDecimal(qty),
      side: 'long',
      avg_entry_price: formatDecimal(over(cost, qty)),
      market_value: formatDecimal(value),
      cost_basis: formatDecimal(cost),
      unrealized_pl: formatDecimal(value - cost),
      unrealized_plpc: cost === 0n ? '0' : formatDecimal(over(value - cost, cost)),
      unrealized_intraday_pl: '0',
      unrealized_intraday_plpc: '0',
      current_price: formatDecimal(price),
      lastday_price: formatDecimal(price),
      change_today: '0',
    };
  });
}

function found(order: Order | undefined): Order {
  if (!order) throw missing('order');
  return order;
}
