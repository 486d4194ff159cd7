import type { Activity } from '../book.ts';
import { type Decimal, formatDecimal, parseDecimal, times } from '../decimal.ts';
import { invalid } from '../refusal.ts';
import type { Route, StandInContext } from '../route.ts';

const PAGING = ['date', 'until', 'after', 'direction', 'page_size', 'page_token'];
const DAY = 86_400;
const PERIOD_DAYS: Readonly<Record<string, number>> = { D: 1, W: 7, M: 30, A: 365 };

export const historyRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v2/account/activities',
    query: ['activity_types', 'category', ...PAGING],
    answer({ query }, { book }) {
      const types = query.activity_types?.split(',');
      return page(
        book.activities.filter(({ activity_type: type }) => types === undefined || types.includes(type)),
        query,
      );
    },
  },
  {
    method: 'GET',
    path: '/v2/account/activities/{type}',
    query: PAGING,
    answer: ({ params, query }, { book }) =>
      page(
        book.activities.filter(({ activity_type: type }) => type === params.type),
        query,
      ),
  },
  {
    method: 'GET',
    path: '/v2/account/portfolio/history',
    query: [
      'period',
      'timeframe',
      'intraday_reporting',
      'start',
      'pnl_reset',
      'end',
      'extended_hours',
      'cashflow_types',
    ],
    answer({ query }, { book, market }) {
      const [, count, unit] = /^(\d+)([DWMA])$/.exec(query.period ?? '1M') ?? [];
      if (count === undefined || unit === undefined) throw invalid('invalid period');
      const days = Math.min(Number(count) * (PERIOD_DAYS[unit] ?? 1), 730);
      const today = Math.floor(Date.now() / 1000 / DAY) * DAY;
      // As the API does, a day is labelled by the midnight of UTC that ends it.
      const timestamp = Array.from({ length: days }, (_, index) => today - (days - 2 - index) * DAY);
      const values = timestamp.map((label) => Number(formatDecimal(valueAtClose(label - DAY, { book, market }))));
      const base = values.find((value) => value > 0) ?? 0;
      return {
        timestamp,
        equity: values,
        profit_loss: values.map((value) => value - base),
        profit_loss_pct: values.map((value) => (base === 0 ? 0 : (value - base) / base)),
        base_value: base,
        timeframe: query.timeframe ?? '1D',
      };
    },
  },
];

/** Value of the account at the end of a day: its activities until then, at current prices. */
function valueAtClose(day: number, { book, market }: StandInContext): Decimal {
  const last = new Date(day * 1000).toISOString().slice(0, 10);
  return book.activities
    .filter(({ date }) => date <= last)
    .reduce((sum, { activity_type: type, net_amount: net, symbol = '', side, qty, price }) => {
      if (type !== 'FILL') return sum + (parseDecimal(net) ?? 0n);
      const shares = parseDecimal(qty) ?? 0n;
      const gain = times(shares, market.price(symbol) - (parseDecimal(price) ?? 0n));
      return side === 'buy' ? sum + gain : sum - gain;
    }, 0n);
}

/** Newest first, or oldest first if asked; the page token is the id of the last entry. */
function page(items: readonly Activity[], query: Readonly<Record<string, string | undefined>>): readonly Activity[] {
  const { after, until, direction = 'desc', page_size: size = '100', page_token: token } = query;
  const inSpan = items.filter(
    ({ date }) =>
      (after === undefined || date > after.slice(0, 10)) && (until === undefined || date < until.slice(0, 10)),
  );
  const ordered = direction === 'asc' ? inSpan.toReversed() : inSpan;
  const start = token === undefined ? 0 : ordered.findIndex(({ id }) => id === token) + 1;
  return ordered.slice(start, start + Number(size));
}
