import { marketData, trading } from '@alpacahq/alpaca-trade-api';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RunningSandbox } from '../shared/serve.ts';
import { startServer } from './server.ts';
import { SANDBOX_CREDENTIALS } from './stand-in.ts';

let sandbox: RunningSandbox;
let orders: trading.OrdersApi;
let configuration: { keyId: string; secret: string; basePath: string };
beforeEach(async () => {
  sandbox = await startServer({ log: () => undefined });
  const { keyId, secretKey } = SANDBOX_CREDENTIALS;
  configuration = { keyId, secret: secretKey, basePath: sandbox.url };
  orders = new trading.OrdersApi(new trading.Configuration(configuration));
});
afterEach(() => sandbox.stop());

const control = (body: object) => fetch(`${sandbox.url}/__control`, { method: 'POST', body: JSON.stringify(body) });
const market = (more: object = {}) => ({
  symbol: 'VTI',
  side: 'buy',
  type: 'market',
  timeInForce: 'day',
  qty: '2',
  ...more,
});
const place = (fields: object) =>
  orders.postOrder({ postOrderRequest: fields } as Parameters<typeof orders.postOrder>[0]);

describe('the stand-in for Alpaca, through its own SDK', () => {
  it('fills a market order, moves cash and keeps the position', async () => {
    expect(await place(market())).toMatchObject({ status: 'filled', filledQty: '2', filledAvgPrice: '301.25' });
    const positions = new trading.PositionsApi(new trading.Configuration(configuration));
    expect(await positions.getAllOpenPositions()).toMatchObject([{ symbol: 'VTI', qty: '2', marketValue: '602.5' }]);
    const accounts = new trading.AccountsApi(new trading.Configuration(configuration));
    expect(await accounts.getAccount()).toMatchObject({ cash: '99397.5', equity: '100000' });
  });

  it('fills a notional order exactly, and lets a limit order wait until it is cancelled', async () => {
    expect(await place({ ...market({ notional: '100.50' }), qty: undefined })).toMatchObject({
      status: 'filled',
      notional: '100.50',
    });
    const waiting = await place(market({ type: 'limit', limitPrice: '10' }));
    expect(waiting.status).toBe('new');
    await orders.deleteOrderByOrderID({ orderId: waiting.id ?? '' });
    expect((await orders.getOrderByOrderID({ orderId: waiting.id ?? '' })).status).toBe('canceled');
  });

  it('finds an order by its client order id, even if the answer was lost', async () => {
    await control({ next: { method: 'POST', path: '/v2/orders', faults: ['drop-after'] } });
    await expect(place(market({ clientOrderId: 'mine-1' }))).rejects.toThrow();
    expect(await orders.getOrderByClientOrderId({ clientOrderId: 'mine-1' })).toMatchObject({ status: 'filled' });
    await expect(place(market({ clientOrderId: 'mine-1' }))).rejects.toMatchObject({ status: 422 });
  });

  it.each([
    ['more than there is cash for', market({ qty: '100000' }), 403],
    ['a share that is not held', market({ side: 'sell' }), 403],
    ['an unknown symbol', market({ symbol: 'NOSUCH' }), 422],
    ['a limit order without its price', market({ type: 'limit' }), 422],
    ['a fraction that is good till cancelled', market({ qty: '0.5', timeInForce: 'gtc' }), 422],
    ['a fraction of what cannot be split', market({ symbol: 'NOFRAC', qty: '0.5' }), 422],
    ['extended hours at the market', market({ extendedHours: true }), 422],
  ])('refuses to trade %s', async (_, order, status) => {
    await expect(place(order)).rejects.toMatchObject({ status });
  });

  it('gives quotes and bars', async () => {
    const stocks = new marketData.StockApi(new marketData.Configuration(configuration));
    expect((await stocks.stockLatestQuoteSingle({ symbol: 'AAPL' })).quote).toMatchObject({ ap: 231.51, bp: 231.49 });
    const { bars } = await stocks.stockBarSingle({ symbol: 'AAPL', timeframe: '1Day', limit: 5 });
    expect(bars).toHaveLength(5);
  });

  it('refuses wrong keys and parameters that it does not know', async () => {
    const headers = { 'apca-api-key-id': 'x', 'apca-api-secret-key': 'y' };
    expect((await fetch(`${sandbox.url}/v2/account`, { headers })).status).toBe(401);
    const { keyId, secretKey } = SANDBOX_CREDENTIALS;
    const good = { 'apca-api-key-id': keyId, 'apca-api-secret-key': secretKey };
    expect((await fetch(`${sandbox.url}/v2/account?colour=red`, { headers: good })).status).toBe(422);
  });
});
