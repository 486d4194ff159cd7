import { marketData, trading } from '@alpacahq/alpaca-trade-api/rest';
import type { OutcomeMeta } from '../../../../schemas/invocation.ts';
import { timeLeft } from '../../../kit/provider/time-left.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { accountOf, type Mode, tradingUrl } from './account.ts';
import { type AlpacaFailureContext, mapFailure, refuseWithout } from './failures.ts';

export type BrokerCall = Pick<Call, 'secret' | 'setting' | 'fetch' | 'context' | 'signal'>;

/** The parts of the SDK that this family uses, over the guarded `fetch`. */
export interface Broker {
  orders: trading.OrdersApi;
  accounts: trading.AccountsApi;
  positions: trading.PositionsApi;
  activities: trading.AccountActivitiesApi;
  history: trading.PortfolioHistoryApi;
  assets: trading.AssetsApi;
  clock: trading.ClockApi;
  stocks: marketData.StockApi;
}

export interface Answered<Data> {
  data: Data;
  mode: Mode;
  /** With Alpaca's request id, for its support. */
  meta: OutcomeMeta;
}

/** An answer of the SDK before its body is read. */
interface Raw<Data> {
  raw: Response;
  value(): Promise<Data>;
}

/** Properties that each order, account and position of Alpaca has. */
export const ORDER = ['id', 'clientOrderId', 'symbol', 'status'] as const;
export const ACCOUNT = ['id', 'status', 'equity'] as const;
export const POSITION = ['symbol', 'qty'] as const;

/**
 * Sends a request to Alpaca. The SDK's own retries are off: the tool's `retry` decides, and each broken connection is
 * reported.
 *
 * @throws {ManifoldError} as account.ts and failures.ts say; E5004 if the deadline is too near to send anything
 */
export async function ask<Data>(
  call: BrokerCall,
  send: (broker: Broker) => Promise<Raw<Data>>,
  failureContext: AlpacaFailureContext = {},
): Promise<Answered<Data>> {
  const account = await accountOf(call);
  const shared = {
    keyId: account.keyId,
    secret: account.secret,
    fetchApi: fetchOf(call),
    timeoutMs: timeLeft('Alpaca', call),
    retry: { maxRetries: 0 },
  };
  try {
    const answer = await send(
      brokerOn(
        new trading.Configuration({ ...shared, basePath: tradingUrl(call, account.mode) }),
        new marketData.Configuration({ ...shared, basePath: call.setting('ALPACA_DATA_URL') }),
      ),
    );
    const data = await answer.value();
    refuseWithout(failureContext.expects ?? [], data, failureContext);
    const requestId = answer.raw.headers.get('x-request-id');
    return { data, mode: account.mode, meta: { providerTransactionId: requestId ?? undefined } };
  } catch (thrown) {
    throw mapFailure(thrown, failureContext);
  }
}

function brokerOn(trade: trading.Configuration, data: marketData.Configuration): Broker {
  return {
    orders: new trading.OrdersApi(trade),
    accounts: new trading.AccountsApi(trade),
    positions: new trading.PositionsApi(trade),
    activities: new trading.AccountActivitiesApi(trade),
    history: new trading.PortfolioHistoryApi(trade),
    assets: new trading.AssetsApi(trade),
    clock: new trading.ClockApi(trade),
    stocks: new marketData.StockApi(data),
  };
}

/** The SDK passes its own signal for its time limit; the signal of the call ends the request as well. */
function fetchOf(call: BrokerCall): typeof fetch {
  return (input, init) => {
    const signals = [call.signal, ...(init?.signal ? [init.signal] : [])];
    return call.fetch(input, { ...init, signal: AbortSignal.any(signals) });
  };
}
