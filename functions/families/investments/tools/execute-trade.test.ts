import { describe, expect, it } from '@jest/globals';
import sandbox from '../../../../sandboxes/alpaca/sandbox.ts';
import { SANDBOX_LIVE_CREDENTIALS } from '../../../../sandboxes/alpaca/stand-in.ts';
import { dataOf, familyUnderTest } from '../../../../test/support/family-harness.ts';
import { refusalOf } from '../../../../test/support/refusal-of.ts';
import family from '../family.ts';

const harness = await familyUnderTest(family, { sandbox, calls: { tenant: 'dev' } });

const trade = (args: Record<string, unknown> = {}) => ({ symbol: 'VTI', side: 'buy', quantity: '2', ...args });
const LIVE = {
  ALPACA_KEY_ID: SANDBOX_LIVE_CREDENTIALS.keyId,
  ALPACA_SECRET_KEY: SANDBOX_LIVE_CREDENTIALS.secretKey,
};
const ordersSent = () => harness.sent.filter(({ method }) => method === 'POST').length;

describe('execute_trade', () => {
  it('places the requested order, and says that the account is a paper account', async () => {
    const context = { idempotencyKey: 'mine', providerKey: 'a'.repeat(32) };
    const outcome = await harness.run('execute_trade', trade({ symbol: ' vti ' }), { context });
    expect(dataOf(outcome)).toMatchObject({
      symbol: 'VTI',
      quantity: '2',
      status: 'filled',
      filled_average_price: '301.25',
      idempotency_key: 'mine',
      client_order_id: expect.stringMatching(/^mf-[0-9a-f]{16}-a{32}$/),
      mode: 'paper',
    });
    expect(outcome.meta.providerTransactionId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('sends decimals as they were written', async () => {
    await harness.run('execute_trade', trade({ quantity: undefined, notional: '100.10' }));
    expect(harness.sent.at(-1)?.body).toMatchObject({ notional: '100.10', type: 'market', time_in_force: 'day' });
  });

  it('places one order if the same call is executed twice', async () => {
    const context = { providerKey: 'b'.repeat(32) };
    const first = await harness.run('execute_trade', trade(), { context });
    const second = await harness.run('execute_trade', trade(), { context });
    expect(dataOf(second).order_id).toBe(dataOf(first).order_id);
  });

  it('finds the order if its answer was lost', async () => {
    await harness.control({ next: { method: 'POST', path: '/v2/orders', faults: ['drop-after'] } });
    expect(dataOf(await harness.run('execute_trade', trade()))).toMatchObject({ status: 'filled' });
  });

  it.each(['drop', 500, 503])(
    'reports an unknown outcome with the keys of the order if the provider answers %s',
    async (fault) => {
      await harness.control({ next: { method: 'POST', path: '/v2/orders', faults: [fault] } });
      const error = await refusalOf(harness.run('execute_trade', trade(), { context: { idempotencyKey: 'k-1' } }));
      expect(error).toMatchObject({
        code: 'E3008',
        details: { idempotencyKey: 'k-1', clientOrderId: expect.stringMatching(/^mf-/) },
      });
    },
  );

  it('looks up the order of a call by its key', async () => {
    const context = { providerKey: 'c'.repeat(32), idempotencyKey: 'k-2' };
    const ask = (as: object = context) =>
      harness.answer({ kind: 'look-up', tool: 'execute_trade', version: '1.1.0', arguments: trade() }, { context: as });
    expect(await ask()).toMatchObject({ status: 'ok', lookUp: 'absent' });
    // Without a key the next execution would use another id at Alpaca, in addition to an order that arrives late.
    expect(await ask({ providerKey: context.providerKey })).toMatchObject({ status: 'ok', lookUp: 'unknown' });
    const placed = await harness.run('execute_trade', trade(), { context });
    expect(await ask()).toMatchObject({
      lookUp: 'found',
      structuredContent: { order_id: dataOf(placed).order_id },
    });
  });

  it.each([
    ['more than the account can pay for', trade({ quantity: '100000' }), 'E4009', undefined],
    ['what it does not hold', trade({ side: 'sell', symbol: 'AAPL' }), 'E4009', undefined],
    ['an unknown symbol', trade({ symbol: 'NOSUCH' }), 'E2004', 'symbol'],
    ['parts of what cannot be split', trade({ symbol: 'NOFRAC', quantity: '0.5' }), 'E2004', 'quantity'],
  ])('reports a refusal: %s', async (_, args, code, field) => {
    const error = await refusalOf(harness.run('execute_trade', args));
    expect([error.code, error.details.field]).toEqual([code, field]);
    expect(error.details.clientOrderId).toMatch(/^mf-/);
  });

  it.each([
    [401, 'E4006'],
    [429, 'E4003'],
  ])('says that nothing was done after %s', async (fault, code) => {
    await harness.control({ next: { method: 'POST', path: '/v2/orders', faults: [fault] } });
    expect(await refusalOf(harness.run('execute_trade', trade()))).toMatchObject({ code });
  });

  it('sends nothing if the arguments are wrong', async () => {
    const before = harness.sent.length;
    await refusalOf(harness.run('execute_trade', trade({ order_type: 'limit' })));
    await refusalOf(harness.run('execute_trade', trade({ quantity: 0 })));
    expect(harness.sent.length).toBe(before);
  });

  it('says in one sentence what would be ordered, and its value', async () => {
    expect(await harness.effect('execute_trade', trade())).toBe(
      'Buy 2 VTI at the market price, good for the day, in the paper account: no real money. At the last price that is 602.50 USD (301.25 USD a share).',
    );
    expect(
      await harness.effect('execute_trade', trade({ order_type: 'trailing_stop', trail_percent: '2.5', side: 'sell' })),
    ).toContain('once the price turns by 2.5 % from its best');
  });
});

describe('the brokerage account', () => {
  it('cannot be used by other tenants', async () => {
    expect(await refusalOf(harness.run('execute_trade', trade(), { tenant: 'elsewhere' }))).toMatchObject({
      code: 'E3002',
    });
    const nobody = { settings: { ALPACA_TENANT: '' }, tenant: '' };
    expect(await refusalOf(harness.run('execute_trade', trade(), nobody))).toMatchObject({ code: 'E3002' });
  });

  it('is not used without its keys', async () => {
    expect(
      await refusalOf(harness.run('execute_trade', trade(), { secret: { ALPACA_KEY_ID: '', ALPACA_SECRET_KEY: '' } })),
    ).toMatchObject({ code: 'E4006' });
  });
});

describe('a live account', () => {
  const on = { settings: { ALPACA_LIVE: 'on' }, secret: LIVE };

  it.each([
    ['the stage’s setting', { secret: LIVE, context: { confirmed: true } }, 'E3002'],
    ['the scope', { ...on, scopes: ['investments:trade'], context: { confirmed: true } }, 'E1004'],
    ['a confirmation', on, 'E3007'],
  ])('refuses orders without %s', async (_, changes, code) => {
    const before = ordersSent();
    expect(await refusalOf(harness.run('execute_trade', trade(), changes))).toMatchObject({ code });
    expect(ordersSent()).toBe(before);
  });

  it('is named in the confirmation and in the answer', async () => {
    expect(await harness.effect('execute_trade', trade(), on)).toContain('in the LIVE account: real money');
    const confirmed = { ...on, context: { confirmed: true } };
    expect(dataOf(await harness.run('execute_trade', trade(), confirmed))).toMatchObject({ mode: 'live' });
  });

  it.each([
    ['create_portfolio', () => ({ risk_profile: 'growth', initial_investment: '100.00' })],
    ['cancel_order', (order_id: unknown) => ({ order_id })],
  ])('cannot be changed by %s either', async (tool, argumentsFor) => {
    const order = trade({ order_type: 'limit', limit_price: '1.00' });
    const { order_id } = dataOf(await harness.run('execute_trade', order));
    expect(await refusalOf(harness.run(tool, argumentsFor(order_id), on))).toMatchObject({ code: 'E3007' });
    const narrow = { ...on, scopes: ['investments:trade'], context: { confirmed: true } };
    expect(await refusalOf(harness.run(tool, argumentsFor(order_id), narrow))).toMatchObject({ code: 'E1004' });
    expect(await harness.read('investments://test:ada/orders?status=open&limit=1')).toMatchObject({
      orders: [{ order_id }],
    });
  });
});
