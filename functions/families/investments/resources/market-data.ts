import type { marketData as data } from '@alpacahq/alpaca-trade-api/rest';
import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import { readLimit } from '../../../kit/family/list-variables.ts';
import type { Call } from '../../../kit/tool/call.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { ask } from '../provider/ask.ts';
import { decimalText, feedOf } from '../provider/prices.ts';
import { READ_SCOPE } from '../tool-traits.ts';
import { symbolOf, wordOf } from './variables.ts';

const TEMPLATE = 'investments://market-data/{symbol}{?interval,limit,cursor}';
const DAY_MS = 86_400_000;

/** Days of the past in which bars are searched: enough for a full page over weekends and holidays. */
const LOOK_BACK_DAYS = {
  '1Min': 7,
  '5Min': 14,
  '15Min': 30,
  '30Min': 60,
  '1Hour': 120,
  '4Hour': 365,
  '1Day': 1_825,
  '1Week': 3_650,
  '1Month': 3_650,
} as const;
export type Interval = keyof typeof LOOK_BACK_DAYS;
export const INTERVALS = Object.keys(LOOK_BACK_DAYS) as Interval[];

/** Prices of a share or fund: the latest quote and trade, or bars of an interval, newest first. */
export const marketData: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'market-data',
    title: 'Prices',
    description: `The latest quote and trade of a US share or fund, in US dollars as decimal text. With interval (${INTERVALS.join(', ')}), bars instead, newest first: open, high, low, close, volume; limit is 1 to 1000 (100), cursor is the "next" of the page before.`,
    mimeType: JSON_TYPE,
    completes: ['interval'],
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
  },
  complete: {
    interval: (typed) => INTERVALS.filter((interval) => interval.toLowerCase().startsWith(typed.toLowerCase())),
  },
  async read(variables, call) {
    const symbol = symbolOf(variables.symbol ?? '');
    const uri = expandTemplate(TEMPLATE, variables);
    if (variables.interval === undefined) return jsonContents(uri, await latest(call, symbol));
    const interval = wordOf(variables.interval, { field: 'interval', words: INTERVALS });
    const limit = readLimit(variables.limit, { max: 1_000, standard: 100 });
    return jsonContents(uri, await bars(call, { symbol, interval, limit, cursor: variables.cursor }));
  },
};

async function latest(call: Call, symbol: string) {
  const feed = feedOf(call);
  const quoted = await ask(call, ({ stocks }) => stocks.stockLatestQuoteSingleRaw({ symbol, feed }), {
    expects: ['quote'],
    field: 'symbol',
  });
  const traded = await ask(call, ({ stocks }) => stocks.stockLatestTradeSingleRaw({ symbol, feed }), {
    expects: ['trade'],
    field: 'symbol',
  });
  const { quote } = quoted.data;
  const { trade } = traded.data;
  return {
    symbol,
    currency: 'USD',
    feed,
    quote: {
      bid: decimalText(quote.bp),
      bid_size: quote.bs,
      ask: decimalText(quote.ap),
      ask_size: quote.as,
      time: quote.t.toISOString(),
    },
    trade: { price: decimalText(trade.p), size: trade.s, time: trade.t.toISOString() },
    mode: quoted.mode,
  };
}

interface BarsWanted {
  symbol: string;
  interval: Interval;
  limit: number;
  cursor: string | undefined;
}

async function bars(call: Call, { symbol, interval, limit, cursor: pageToken }: BarsWanted) {
  const feed = feedOf(call);
  // From midnight, so that all pages of one list have the same start.
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const start = new Date(today - LOOK_BACK_DAYS[interval] * DAY_MS);
  const { data: answered, mode } = await ask(
    call,
    ({ stocks }) =>
      stocks.stockBarSingleRaw({
        symbol,
        timeframe: interval,
        start,
        limit,
        pageToken,
        feed,
        sort: 'desc',
        adjustment: 'all',
      }),
    { field: 'symbol' },
  );
  const { nextPageToken: next } = answered;
  return {
    symbol,
    currency: 'USD',
    feed,
    interval,
    adjusted_for: 'splits and dividends',
    // Alpaca sends null if there are no bars.
    bars: (answered.bars ?? []).map(barFacts),
    has_more: Boolean(next),
    next: next || undefined,
    mode,
  };
}

const barFacts = (bar: data.StockBar) => ({
  time: bar.t.toISOString(),
  open: decimalText(bar.o),
  high: decimalText(bar.h),
  low: decimalText(bar.l),
  close: decimalText(bar.c),
  volume: bar.v,
  volume_weighted_price: decimalText(bar.vw),
});
