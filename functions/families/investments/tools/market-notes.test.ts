import { afterEach, describe, expect, it } from '@jest/globals';
import sandbox from '../../../../sandboxes/alpaca/sandbox.ts';
import { dataOf, familyUnderTest } from '../../../../test/support/family-harness.ts';
import { refusalOf } from '../../../../test/support/refusal-of.ts';
import family from '../family.ts';

const harness = await familyUnderTest(family, { sandbox, calls: { tenant: 'dev' } });
const order = (args: Record<string, unknown> = {}) => ({ symbol: 'VTI', side: 'buy', quantity: '2', ...args });
const effectOf = (args?: Record<string, unknown>) => harness.effect('execute_trade', order(args));
const limit = (limit_price: string, args = {}) => order({ order_type: 'limit', limit_price, ...args });

afterEach(() =>
  harness.control({
    marketOpen: true,
    halt: { symbol: 'VTI', halted: false },
    price: { symbol: 'VTI', price: '301.25' },
  }),
);

describe('before an order is confirmed', () => {
  it('a closed market is said, with its next opening', async () => {
    await harness.control({ marketOpen: false });
    expect(await effectOf()).toMatch(
      /The market is closed until 20\d\d-\d\d-\d\d \d\d:\d\d UTC, and the order waits for it\./,
    );
    expect(await effectOf({ time_in_force: 'ioc' })).toContain('so an order for at once is cancelled');
  });

  it('an order for a halted share is refused before it is confirmed', async () => {
    await harness.control({ halt: { symbol: 'VTI', halted: true } });
    expect(await refusalOf(effectOf())).toMatchObject({ code: 'E2004', details: { field: 'symbol' } });
  });

  it.each([
    ['3012.50', 'CHECK THE LIMIT: it is 10.00 times the last price, 301.25 USD a share.'],
    ['30.12', 'CHECK THE LIMIT: it is 0.09 times the last price, 301.25 USD a share.'],
    ['300.00', 'The limit compares with the last price, 301.25 USD a share.'],
  ])('a limit of %s is compared with the last price', async (limit_price, sentence) => {
    expect(await effectOf(limit(limit_price))).toContain(sentence);
  });

  it.each([
    ['buy', '300.00', 'above'],
    ['buy', '301.25', 'above'],
    ['sell', '302.00', 'below'],
  ])('a stop to %s at %s is refused, because the price has reached it', async (side, stop_price, where) => {
    expect(await refusalOf(effectOf({ side, order_type: 'stop', stop_price }))).toMatchObject({
      code: 'E2004',
      details: { field: 'stop_price', expectedFormat: `${where} the last price, "301.25"` },
    });
  });

  it('a part of a share that is traded whole alone is refused', async () => {
    const args = { symbol: 'NOFRAC', quantity: '1.5' };
    expect(await refusalOf(effectOf(args))).toMatchObject({ code: 'E2004', details: { field: 'quantity' } });
  });

  it('the confirmation groups the digits of a large value', async () => {
    await harness.control({ price: { symbol: 'VTI', price: '1234.5' } });
    expect(await effectOf({ quantity: '1000' })).toContain('Buy 1,000 VTI');
    expect(await effectOf({ quantity: '1000' })).toContain('that is 1,234,500.00 USD (1,234.5 USD a share)');
    expect(await effectOf({ quantity: undefined, notional: 1_000_000 })).toContain('Buy VTI for 1,000,000.00 USD');
  });

  it('the order is described alone if the provider does not answer', async () => {
    const away = { settings: { ALPACA_DATA_URL: 'http://127.0.0.1:9', ALPACA_PAPER_URL: 'http://127.0.0.1:9' } };
    expect(await harness.effect('execute_trade', order(), away)).toBe(
      'Buy 2 VTI at the market price, good for the day, in the paper account: no real money.',
    );
  });
});

describe('a refusal of the provider', () => {
  it.each([
    [403, 'trade denied due to pattern day trading protection', 'E4009', 'pattern day trader'],
    [403, 'insufficient day trading buying power', 'E4009', 'day trades (margin rules)'],
    [403, 'account is restricted to liquidation only due to an open margin call', 'E4009', 'margin call'],
    [403, 'potential wash trade detected. use complex orders', 'E4009', 'Cancel it first'],
    [403, 'cost basis must be >= minimal amount of order 1', 'E2004', 'one dollar'],
    [422, 'asset "VTI" is not tradable', 'E2004', 'does not trade this "symbol" now'],
    [
      422,
      'invalid limit_price 201.123. sub-penny increment does not fulfill minimum pricing criteria',
      'E2004',
      'decimals',
    ],
    [422, 'opg orders cannot be submitted at this time', 'E2004', 'opening auction'],
    [422, 'cls orders cannot be submitted at this time', 'E2004', 'closing auction'],
    [422, 'insufficient buying power', 'E4009', 'not enough buying power'],
    [403, 'something new', 'E4009', 'does not allow'],
    [422, 'something new', 'E2001', 'refused the request'],
  ])('%d "%s" is %s', async (status, message, code, words) => {
    await harness.control({ refuseOrder: { status, message } });
    const refused = await refusalOf(harness.run('execute_trade', order()));
    expect(refused).toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it('comes for an order that would trade with one of the other side', async () => {
    await harness.run('execute_trade', order());
    const open = dataOf(await harness.run('execute_trade', limit('1.00')));
    const refused = await refusalOf(harness.run('execute_trade', order({ side: 'sell', quantity: '1' })));
    expect(refused).toMatchObject({ code: 'E4009', message: expect.stringContaining('on the other side') });
    await harness.run('cancel_order', { order_id: open.order_id });
    expect(dataOf(await harness.run('execute_trade', order({ side: 'sell', quantity: '1' })))).toMatchObject({
      status: 'filled',
    });
  });
});

it('an order by US dollars may have a limit, for the day', async () => {
  const args = limit('302.00', { quantity: undefined, notional: '100.10' });
  expect(dataOf(await harness.run('execute_trade', args))).toMatchObject({ notional: '100.10', status: 'filled' });
  const refused = await refusalOf(
    harness.run('execute_trade', { ...args, order_type: 'stop_limit', stop_price: '303' }),
  );
  expect(refused).toMatchObject({ code: 'E2004', details: { field: 'notional' } });
});

it('an order that is done for the day can be cancelled, because it is traded on the next', async () => {
  const { order_id } = dataOf(await harness.run('execute_trade', limit('1.00')));
  await harness.control({ orderStatus: 'done_for_day' });
  expect(dataOf(await harness.run('cancel_order', { order_id }))).toMatchObject({ status: 'canceled' });
});
