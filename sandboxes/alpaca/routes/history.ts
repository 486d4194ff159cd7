import type { Activity } from '../book.ts';
import { formatDecimal, parseDecimal, times } from '../decimal.ts';
import { invalid } from '../refusal.ts';
import type { Route } from '../route.ts';

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
      const held = book.positions.reduce((sum, { symbol, qty }) => sum + times(qty, market.price(symbol)), 0n);
      const equity = Number(formatDecimal(book.cash + held));
      const flows = book.activities.filter(({ activity_type: type }) => type === 'CSD' || type === 'CSW');
      const paidIn = Number(
        formatDecimal(flows.reduce((sum, { net_amount: amount }) => sum + (parseDecimal(amount) ?? 0n), 0n)),
      );
      const end = Math.floor(Date.now() / 1000 / DAY) * DAY;
      const timestamp = Array.from({ length: days }, (_, index) => end - (days - 1 - index) * DAY);
      // The account began today: before that it held what was paid in.
      const values = timestamp.map((_, index) => (index === days - 1 ? equity : paidIn));
      return {
        timestamp,
        equity: values,
        profit_loss: values.map((value) => value - paidIn),
        profit_loss_pct: values.map((value) => (paidIn === 0 ? 0 : (value - paidIn) / paidIn)),
        base_value: paidIn,
        timeframe: query.timeframe ?? '1D',
      };
    },
  },
];

/** Newest first, or oldest first where asked; the token is the id of the last one seen. */
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
