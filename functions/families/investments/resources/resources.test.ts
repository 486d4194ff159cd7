import { beforeAll, describe, expect, it } from '@jest/globals';
import sandbox from '../../../../sandboxes/alpaca/sandbox.ts';
import { dataOf, familyUnderTest } from '../../../../test/support/family-harness.ts';
import { refusalOf } from '../../../../test/support/refusal-of.ts';
import family from '../family.ts';

const harness = await familyUnderTest(family, { sandbox, calls: { tenant: 'dev' } });
beforeAll(async () => {
  await harness.run('execute_trade', { symbol: 'VTI', side: 'buy', quantity: '10' });
  await harness.run('execute_trade', { symbol: 'AAPL', side: 'buy', notional: '231.50' });
});

const limitOrder = { symbol: 'BND', side: 'buy', quantity: '1', order_type: 'limit', limit_price: '1.25' };

describe('the portfolio', () => {
  it('is summarised in decimal text', async () => {
    expect(await harness.read('investments://test:ada/portfolio/summary')).toMatchObject({
      equity: '100000',
      cash: '96756',
      long_market_value: '3244',
      unrealized_profit: '0.00',
      positions: 2,
      mode: 'paper',
    });
  });

  it('is listed by symbol, in pages', async () => {
    const first = await harness.read('investments://test:ada/portfolio/holdings?limit=1');
    expect(first).toMatchObject({
      holdings: [{ symbol: 'AAPL', quantity: '1', cost: '231.5' }],
      has_more: true,
      next: 'AAPL',
    });
    const second = await harness.read('investments://test:ada/portfolio/holdings?cursor=AAPL');
    expect(second).toMatchObject({ holdings: [{ symbol: 'VTI', market_value: '3012.5' }], has_more: false });
  });
});

describe('orders', () => {
  it('are listed by status, newest first, and only those of the person', async () => {
    const placed = dataOf(await harness.run('execute_trade', limitOrder));
    const { orders } = (await harness.read('investments://test:ada/orders')) as { orders: { order_id: string }[] };
    expect(orders.map(({ order_id }) => order_id)).toHaveLength(3);
    expect(orders[0]?.order_id).toBe(placed.order_id);
    expect(await harness.read('investments://test:ada/orders?status=open')).toMatchObject({
      orders: [{ symbol: 'BND' }],
    });
    const page = await harness.read('investments://test:ada/orders?limit=1');
    expect(page).toMatchObject({ orders: [{ symbol: 'BND' }], has_more: true, next: placed.order_id });
    const rest = await harness.read(`investments://test:ada/orders?cursor=${page.next}`);
    expect(rest).toMatchObject({ orders: [{ symbol: 'AAPL' }, { symbol: 'VTI' }], has_more: false });
    expect(await harness.read('investments://test:bob/orders')).toEqual({ orders: [], has_more: false, mode: 'paper' });
  });
});

describe('cancel_order', () => {
  it('cancels an open order, and may be called twice', async () => {
    const { order_id } = dataOf(await harness.run('execute_trade', limitOrder));
    expect(dataOf(await harness.run('cancel_order', { order_id }))).toMatchObject({ order_id, status: 'canceled' });
    expect(dataOf(await harness.run('cancel_order', { order_id }))).toMatchObject({ order_id, status: 'canceled' });
  });

  it('says that it is too late to cancel a filled order', async () => {
    const { order_id } = dataOf(await harness.run('execute_trade', { symbol: 'VTI', side: 'buy', quantity: '1' }));
    expect(await refusalOf(harness.run('cancel_order', { order_id }))).toMatchObject({
      code: 'E4008',
      details: { status: 'filled' },
    });
  });

  it('answers the order of another person like one that does not exist', async () => {
    const { order_id } = dataOf(await harness.run('execute_trade', limitOrder));
    const foreign = await refusalOf(harness.run('cancel_order', { order_id }, { owner: 'test:bob' }));
    const unknown = await refusalOf(harness.run('cancel_order', { order_id: '00000000-0000-4000-8000-000000000000' }));
    expect([foreign.code, foreign.message]).toEqual([unknown.code, unknown.message]);
    expect(await refusalOf(harness.run('cancel_order', { order_id: 'mine' }))).toMatchObject({
      details: { field: 'order_id' },
    });
  });
});

describe('market data', () => {
  it('gives the latest quote and trade as decimal text', async () => {
    expect(await harness.read('investments://market-data/aapl')).toMatchObject({
      symbol: 'AAPL',
      feed: 'iex',
      quote: { bid: '231.49', ask: '231.51' },
      trade: { price: '231.5' },
      mode: 'paper',
    });
  });

  it('gives bars of an interval, newest first, in pages', async () => {
    const first = (await harness.read('investments://market-data/VTI?interval=1day&limit=3')) as {
      bars: { time: string }[];
      next: string;
    };
    expect(first).toMatchObject({ interval: '1Day', has_more: true });
    const second = (await harness.read(`investments://market-data/VTI?interval=1Day&limit=3&cursor=${first.next}`)) as {
      bars: { time: string }[];
    };
    const times = [...first.bars, ...second.bars].map(({ time }) => time);
    expect(times).toHaveLength(6);
    expect(times).toEqual([...new Set(times)].sort().reverse());
  });

  it.each([
    ['market-data/VTI?interval=2Day', 'E2004', 'interval'],
    ['market-data/VTI?interval=1Day&limit=0', 'E2004', 'limit'],
    ['market-data/NOSUCH', 'E4007', 'symbol'],
    ['market-data/no%20symbol', 'E2004', 'symbol'],
    ['test:ada/performance?period=5Y', 'E2004', 'period'],
    ['test:ada/portfolio/holdings?limit=many', 'E2004', 'limit'],
    ['test:ada/orders?status=lost', 'E2004', 'status'],
    ['test:ada/orders?cursor=x', 'E2004', 'cursor'],
  ])('refuses %s and names the field', async (path, code, field) => {
    expect(await refusalOf(harness.read(`investments://${path}`))).toMatchObject({ code, details: { field } });
  });

  it.each([
    [503, 'E4005'],
    [500, 'E4004'],
    ['garble', 'E4004'],
    ['drop', 'E4001'],
  ])('maps a failure of the provider: %s', async (fault, code) => {
    await harness.control({ next: { method: 'GET', path: '/v2/account', faults: [fault] } });
    const error = await refusalOf(harness.read('investments://test:ada/portfolio/summary'));
    expect([error.code, error.retryable]).toEqual([code, true]);
  });
});

describe('performance', () => {
  it('is right for an account whose only fund rises by a tenth after a deposit', async () => {
    await harness.control({ cash: '50000' });
    await harness.control({ price: { symbol: 'VTI', price: '331.375' } });
    const { equity } = await harness.read('investments://test:ada/portfolio/summary');
    const found = await harness.read('investments://test:ada/performance?period=1w');
    expect(found).toMatchObject({
      period: '1W',
      start_value: '100000.00',
      end_value: Number(equity).toFixed(2),
      net_flows: '50000.00',
      mode: 'paper',
    });
    // All of it happened today: (end − start − paid in) / (start + paid in).
    const gain = (Number(equity) - 150_000) / 150_000;
    expect(Number(found.time_weighted_return)).toBeCloseTo(gain, 6);
    expect(Number(found.money_weighted_return)).toBeGreaterThan(0);
  });

  it('begins on the day on which the account was opened', async () => {
    const found = await harness.read('investments://test:ada/performance?period=1A');
    expect(found).toMatchObject({ start_value: '0.00', net_flows: '150000.00' });
  });
});
