import { ask, type BrokerCall } from './ask.ts';

/** The feed of market data: `iex` is open to all accounts, `sip` to subscribers. */
export const feedOf = (call: Pick<BrokerCall, 'setting'>): 'iex' | 'sip' =>
  call.setting('ALPACA_DATA_FEED') === 'sip' ? 'sip' : 'iex';

/** Price of the last trade in US dollars a share. @throws {ManifoldError} E4007 for unknown symbols */
export async function lastPrice(call: BrokerCall, symbol: string): Promise<string> {
  const { data } = await ask(call, ({ stocks }) => stocks.stockLatestTradeSingleRaw({ symbol, feed: feedOf(call) }), {
    expects: ['trade'],
    field: 'symbol',
  });
  return decimalText(data.trade.p);
}

/** A number of market data as decimal text: the shortest that denotes this number. */
export function decimalText(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(9).replace(/0+$/, '').replace(/\.$/, '') : text;
}
