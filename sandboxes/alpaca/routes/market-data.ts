import { invalid } from '../refusal.ts';
import type { Route } from '../route.ts';

const LATEST = ['feed', 'currency'];
const BARS = ['timeframe', 'start', 'end', 'limit', 'adjustment', 'asof', 'feed', 'currency', 'page_token', 'sort'];
const UNIT_MS: Readonly<Record<string, number>> = {
  Min: 60_000,
  Hour: 3_600_000,
  Day: 86_400_000,
  Week: 7 * 86_400_000,
  Month: 30 * 86_400_000,
};

export const marketDataRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v2/stocks/{symbol}/quotes/latest',
    query: LATEST,
    answer: ({ params: { symbol = '' } }, { market }) => ({ symbol, quote: market.quote(symbol) }),
  },
  {
    method: 'GET',
    path: '/v2/stocks/{symbol}/trades/latest',
    query: LATEST,
    answer: ({ params: { symbol = '' } }, { market }) => ({ symbol, trade: market.trade(symbol) }),
  },
  {
    method: 'GET',
    path: '/v2/stocks/quotes/latest',
    query: ['symbols', ...LATEST],
    answer({ query }, { market }) {
      const known = (query.symbols ?? '').split(',').filter((symbol) => market.knows(symbol));
      return { quotes: Object.fromEntries(known.map((symbol) => [symbol, market.quote(symbol)])) };
    },
  },
  {
    method: 'GET',
    path: '/v2/stocks/trades/latest',
    query: ['symbols', ...LATEST],
    answer({ query }, { market }) {
      const known = (query.symbols ?? '').split(',').filter((symbol) => market.knows(symbol));
      return { trades: Object.fromEntries(known.map((symbol) => [symbol, market.trade(symbol)])) };
    },
  },
  {
    method: 'GET',
    path: '/v2/stocks/{symbol}/bars',
    query: BARS,
    answer({ params: { symbol = '' }, query }, { market }) {
      const [, count, unit] = /^(\d+)(Min|Hour|Day|Week|Month|T|H|D|W|M)$/.exec(query.timeframe ?? '') ?? [];
      const named = Object.keys(UNIT_MS).find((name) => unit !== undefined && name.startsWith(unit));
      const stepMs = Number(count) * (UNIT_MS[unit === 'T' ? 'Min' : (named ?? '')] ?? Number.NaN);
      if (!(stepMs > 0)) throw invalid('invalid timeframe');
      const end = query.end === undefined ? Date.now() : Date.parse(query.end);
      const start = query.start === undefined ? end - 30 * stepMs : Date.parse(query.start);
      const all = market.bars(symbol, { start, end, stepMs });
      const from = Number(query.page_token ?? 0);
      const limit = Number(query.limit ?? 1_000);
      const ordered = query.sort === 'desc' ? all.toReversed() : all;
      const next = from + limit < ordered.length ? String(from + limit) : null;
      return { symbol, bars: ordered.slice(from, from + limit), next_page_token: next };
    },
  },
];
