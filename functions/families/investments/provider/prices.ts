import { ask, type BrokerCall } from './ask.ts';

/** The feed that the stage's account may read: `iex` is open to all accounts, `sip` to subscribers. */
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

/** A number of Alpaca's market data as decimal text: the shortest that reads back as the number. */
export function decimalText(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(9).replace(/0+$/, '').replace(/\.$/, '') : text;
}
