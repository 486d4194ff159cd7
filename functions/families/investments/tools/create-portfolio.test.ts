import { describe, expect, it } from '@jest/globals';
import sandbox from '../../../../sandboxes/alpaca/sandbox.ts';
import { dataOf, familyUnderTest } from '../../../../test/support/family-harness.ts';
import { refusalOf } from '../../../../test/support/refusal-of.ts';
import family from '../family.ts';

const harness = await familyUnderTest(family, { sandbox, calls: { tenant: 'dev' } });

const ARGS = { risk_profile: 'moderate', initial_investment: '1000.01' };
interface Placed {
  symbol: string;
  amount: string;
  outcome: string;
  order: { order_id: string; status: string } | null;
  error: { code: string } | null;
}
const placedIn = (data: Record<string, unknown>) => data.allocations as Placed[];
const failNextOrders = (...faults: unknown[]) =>
  harness.control({ next: { method: 'POST', path: '/v2/orders', faults } });
const ordersSent = () => harness.sent.filter(({ method }) => method === 'POST').length;

describe('plan_portfolio', () => {
  it('spreads an amount to the cent by the stated rule, and orders nothing', async () => {
    const before = ordersSent();
    const plan = dataOf(await harness.run('plan_portfolio', ARGS));
    expect(placedIn(plan).map(({ symbol, amount }) => [symbol, amount])).toEqual([
      ['VTI', '360.01'],
      ['VXUS', '240.00'],
      ['BND', '280.00'],
      ['BNDX', '120.00'],
    ]);
    expect(plan).toMatchObject({ total: '1000.01', mode: 'paper', enough_buying_power: true });
    expect(plan.rule).toContain('60 % stocks and 40 % bonds');
    expect(plan.allocations).toMatchObject([{ price: '301.25', estimated_quantity: '1.195053' }, {}, {}, {}]);
    expect(ordersSent()).toBe(before);
  });
});

describe('create_portfolio', () => {
  it('shows the orders before it places them', async () => {
    const effect = await harness.effect('create_portfolio', ARGS);
    expect(effect).toContain('Invest 1,000.01 USD in the paper account: no real money.');
    expect(effect).toContain('VTI for 360.01 USD, VXUS for 240.00 USD, BND for 280.00 USD, BNDX for 120.00 USD');
  });

  it('orders each fund once, however often the call is executed', async () => {
    const context = { providerKey: 'd'.repeat(32) };
    const first = dataOf(await harness.run('create_portfolio', ARGS, { context }));
    expect(first).toMatchObject({ status: 'complete', portfolio_id: 'd'.repeat(32), next: null, mode: 'paper' });
    const before = ordersSent();
    const second = dataOf(await harness.run('create_portfolio', ARGS, { context }));
    expect(placedIn(second)).toEqual(placedIn(first));
    expect(ordersSent()).toBe(before);
  });

  it('reports failed orders one by one, and completes the portfolio without ordering twice', async () => {
    // The second is refused; the third gets no answer and is not placed.
    await failNextOrders(403, 'drop');
    const context = { providerKey: 'e'.repeat(32) };
    const partial = dataOf(await harness.run('create_portfolio', ARGS, { context }));
    expect(placedIn(partial).map(({ outcome }) => outcome)).toEqual(['failed', 'unknown', 'placed', 'placed']);
    expect(partial).toMatchObject({ status: 'partial', next: expect.stringContaining('portfolio_id') });

    const portfolio_id = partial.portfolio_id;
    const before = ordersSent();
    expect(await harness.effect('create_portfolio', { ...ARGS, portfolio_id })).toContain(
      'Complete the investment of 1,000.01 USD in the paper account: no real money. Buy at the market price, good for the day: VTI for 360.01 USD, VXUS for 240.00 USD.',
    );
    const whole = dataOf(await harness.run('create_portfolio', { ...ARGS, portfolio_id }));
    expect(whole).toMatchObject({ status: 'complete', portfolio_id });
    expect(placedIn(whole).slice(2)).toEqual(placedIn(partial).slice(2));
    expect(ordersSent()).toBe(before + 2);
  });

  it('finds the orders of a call if their answers were lost', async () => {
    await failNextOrders('drop-after', 'drop-after', 'drop-after', 'drop-after');
    expect(dataOf(await harness.run('create_portfolio', ARGS))).toMatchObject({ status: 'complete' });
  });

  it('fails with the cause if no order was placed', async () => {
    await failNextOrders(429, 429, 429, 429);
    expect(await refusalOf(harness.run('create_portfolio', ARGS))).toMatchObject({
      code: 'E4003',
      details: { portfolioId: expect.stringMatching(/^[0-9a-f]{32}$/) },
    });
    await failNextOrders(403, 'drop', 403, 403);
    expect(await refusalOf(harness.run('create_portfolio', ARGS))).toMatchObject({ code: 'E3008' });
  });

  it('looks up which orders of a call were placed', async () => {
    const context = { providerKey: 'f'.repeat(32), idempotencyKey: 'k-2' };
    const ask = () =>
      harness.answer({ kind: 'look-up', tool: 'create_portfolio', version: '2.0.0', arguments: ARGS }, { context });
    expect(await ask()).toMatchObject({ lookUp: 'absent' });
    await failNextOrders(403);
    await harness.run('create_portfolio', ARGS, { context });
    expect(await ask()).toMatchObject({ lookUp: 'found', structuredContent: { status: 'partial' } });
  });

  it('does not complete the portfolio of another person, or one with another amount or profile', async () => {
    const context = { providerKey: '1'.repeat(32) };
    await harness.run('create_portfolio', ARGS, { context });
    const resume = { ...ARGS, portfolio_id: '1'.repeat(32) };
    const foreign = await refusalOf(harness.run('create_portfolio', resume, { owner: 'test:bob' }));
    const unknown = await refusalOf(harness.run('create_portfolio', { ...ARGS, portfolio_id: '2'.repeat(32) }));
    expect([foreign.code, foreign.message]).toEqual(['E4007', unknown.message]);
    const other = { ...resume, initial_investment: '2000.00' };
    expect(await refusalOf(harness.run('create_portfolio', other))).toMatchObject({ code: 'E2004' });
  });

  it.each([
    ['too little to be spread', { initial_investment: '8.00' }, 'E2004'],
    ['a fraction of a cent', { initial_investment: 10.005 }, 'E2004'],
    ['more than the account can pay for', { initial_investment: '5000000.00' }, 'E4009'],
  ])('orders nothing for %s', async (_, changed, code) => {
    const before = ordersSent();
    const error = await refusalOf(harness.run('create_portfolio', { ...ARGS, ...changed }));
    expect([error.code, error.details.field]).toEqual([code, 'initial_investment']);
    expect(ordersSent()).toBe(before);
  });
});
