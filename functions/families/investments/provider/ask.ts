import { marketData, trading } from '@alpacahq/alpaca-trade-api/rest';
import type { OutcomeMeta } from '../../../../schemas/invocation.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { accountOf, type Mode, tradingUrl } from './account.ts';
import { type FailureContext, mapFailure, refuseWithout } from './failures.ts';

export type BrokerCall = Pick<Call, 'secret' | 'setting' | 'fetch' | 'context' | 'signal'>;

/** The SDK's parts that this family uses, on the guarded way out. */
export interface Broker {
  orders: trading.OrdersApi;
  accounts: trading.AccountsApi;
  positions: trading.PositionsApi;
  activities: trading.AccountActivitiesApi;
  history: trading.PortfolioHistoryApi;
  stocks: marketData.StockApi;
}

export interface Answered<Data> {
  data: Data;
  mode: Mode;
  /** With Alpaca's request id, for support. */
  meta: OutcomeMeta;
}

/** An answer of the SDK before its body is read. */
interface Raw<Data> {
  raw: Response;
  value(): Promise<Data>;
}

/** What Alpaca always says of an order, an account and a position. */
export const ORDER = ['id', 'clientOrderId', 'symbol', 'status'] as const;
export const ACCOUNT = ['id', 'status', 'equity'] as const;
export const POSITION = ['symbol', 'qty'] as const;

/** What is left of the deadline for saying what is known, rather than saying nothing. */
const MARGIN_MS = 500;

/**
 * Asks Alpaca something. The SDK's own retries are off: `retry` of a tool decides, and a connection that breaks is told
 * as it is.
 *
 * @throws {ManifoldError} as account.ts and failures.ts tell it; E5004 where the deadline is too near to send anything
 */
export async function ask<Data>(
  call: BrokerCall,
  send: (broker: Broker) => Promise<Raw<Data>>,
  failureContext: FailureContext = {},
): Promise<Answered<Data>> {
  const account = await accountOf(call);
  const left = call.context.deadline - Date.now() - MARGIN_MS;
  if (left <= 0) {
    throw new ManifoldError('E5004', 'There was no time left to ask Alpaca; nothing was sent.', { retryable: true });
  }
  const shared = {
    keyId: account.keyId,
    secret: account.secret,
    fetchApi: fetchOf(call),
    timeoutMs: left,
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
    return { data, mode: account.mode, meta: requestId === null ? {} : { providerTransactionId: requestId } };
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
    stocks: new marketData.StockApi(data),
  };
}

/** The SDK hands a signal of its own for its time limit; the call's ends the request too. */
function fetchOf(call: BrokerCall): typeof fetch {
  return (input, init) => {
    const signals = [call.signal, ...(init?.signal ? [init.signal] : [])];
    return call.fetch(input, { ...init, signal: AbortSignal.any(signals) });
  };
}
