import { describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/alpaca/sandbox.ts';
import { dataOf, familyUnderTest } from '../../../test/support/family-harness.ts';
import { PublishedContract, type WireRecord } from '../../../test/support/published-contract.ts';
import family from './family.ts';

const harness = await familyUnderTest(family, { sandbox, calls: { tenant: 'dev' } });

describe("Alpaca's contract", () => {
  const contracts = ['alpaca-trading', 'alpaca-market-data'].map((name) => new PublishedContract(name));
  const faultsOf = (request: WireRecord): string[] => {
    const answers = contracts.map((contract) => contract.faultsOf(request)).filter((each) => each !== undefined);
    return (answers[0] ?? ['the path is not known']).map(
      (fault) => `${request.method} ${request.url.pathname}: ${fault}`,
    );
  };
  const sentBy = async (work: () => Promise<unknown>) => {
    const before = harness.sent.length;
    await work();
    const sent = harness.sent.slice(before);
    expect(sent.length).toBeGreaterThan(0);
    return sent;
  };

  const waits = { symbol: 'BND', side: 'buy', quantity: '1', time_in_force: 'gtc' };
  const orders: [string, Record<string, unknown>][] = [
    ['at the market', { symbol: 'VTI', side: 'buy', quantity: '3' }],
    ['by notional', { symbol: 'VTI', side: 'sell', notional: '10.55' }],
    ['with a limit', { ...waits, order_type: 'limit', limit_price: '1.25', extended_hours: true }],
    ['with a stop', { ...waits, order_type: 'stop', stop_price: '90.25' }],
    ['with both', { ...waits, order_type: 'stop_limit', stop_price: '90', limit_price: '91' }],
    ['that trails', { ...waits, order_type: 'trailing_stop', trail_price: '2.5' }],
    ['that trails by percent', { ...waits, order_type: 'trailing_stop', trail_percent: '1.5' }],
  ];
  it.each(orders)('is kept by orders %s, and by the answers of the stand-in', async (_, order) => {
    const sent = await sentBy(async () => {
      await harness.effect('execute_trade', order);
      await harness.run('execute_trade', order);
    });
    expect(sent.flatMap(faultsOf)).toEqual([]);
  });

  it('is kept by cancelling and by looking up orders', async () => {
    const order = { ...waits, order_type: 'limit', limit_price: '1.25' };
    const sent = await sentBy(async () => {
      const { order_id } = dataOf(await harness.run('execute_trade', order));
      await harness.run('cancel_order', { order_id });
      await harness.read(`investments://test:ada/orders?cursor=${order_id}`);
      await harness.lookUp('execute_trade', order);
    });
    expect(sent.flatMap(faultsOf)).toEqual([]);
  });

  it('is kept by portfolios', async () => {
    const args = { risk_profile: 'growth', initial_investment: '500.00' };
    const sent = await sentBy(async () => {
      await harness.run('plan_portfolio', args);
      await harness.run('create_portfolio', args);
    });
    expect(sent.flatMap(faultsOf)).toEqual([]);
  });

  it.each([
    'test:ada/portfolio/summary',
    'test:ada/portfolio/holdings',
    'test:ada/orders?status=open',
    'test:ada/performance?period=3M',
    'market-data/VTI',
    'market-data/VTI?interval=15Min&limit=2',
    'market-data/VTI?interval=1Month&cursor=2',
  ])('is kept by reading %s', async (path) => {
    const sent = await sentBy(() => harness.read(`investments://${path}`));
    expect(sent.flatMap(faultsOf)).toEqual([]);
  });

  it.each([
    ['POST', '/v2/orders?extra=1', { type: 'market', time_in_force: 'soon', colour: 'red' }, 3],
    ['POST', '/v2/orders', {}, 2],
    ['GET', '/v2/orders?status=lost', undefined, 1],
    ['GET', '/v2/stocks/VTI/bars', undefined, 1],
    ['GET', '/v2/nothing', undefined, 1],
  ])('finds the fault in %s %s', (method, path, body, faults) => {
    expect(faultsOf({ method, url: new URL(path, 'http://x'), body })).toHaveLength(faults);
  });

  it('finds the fault in an answer', () => {
    const wrong = { status: 200, text: '{"id":5,"status":"HAPPY"}' };
    const request = { method: 'GET', url: new URL('http://x/v2/account'), body: undefined };
    expect(faultsOf({ ...request, answer: wrong })).toHaveLength(2);
    expect(faultsOf({ ...request, answer: { status: 299, text: '{}' } })).toHaveLength(1);
  });
});
