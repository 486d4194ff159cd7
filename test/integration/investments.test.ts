import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { endpoints } from '../cloud/endpoints.ts';
import { newKey } from './support/control.ts';
import { answerOf, callTool, modern, type RequestOptions } from './support/endpoint.ts';

const ADA = `test:investor-${randomUUID()}`;
const SCOPES = ['investments:read', 'investments:trade', 'tools:list'];

let ada: string;
let bob: string;
let foreigner: string;
beforeAll(async () => {
  ada = await newKey({ id: ADA, scopes: SCOPES });
  bob = await newKey({ id: `test:investor-${randomUUID()}`, scopes: SCOPES });
  foreigner = await newKey({ id: ADA, tenant: 'elsewhere', scopes: SCOPES });
});

const refusalOf = (result: Awaited<ReturnType<typeof callTool>>) => result._meta?.['manifold/error'];

/** Calls a tool like a client without elicitation: the first call gets the effect and a token, the second sends the token. */
async function confirmed(tool: string, args: Record<string, unknown>, options: RequestOptions) {
  const asked = refusalOf(await callTool(tool, args, options));
  expect(asked).toMatchObject({ code: 'E3007' });
  const { effect, confirmationToken: confirmation_token } = asked.details;
  return { effect, result: await callTool(tool, { ...args, confirmation_token }, options) };
}

/** Orders that reached the provider under one client order id. */
async function requestsFor(clientOrderId: string): Promise<number> {
  const answer = await fetch(`${endpoints().sandboxes.alpaca}/__transcript`);
  const { requests } = (await answer.json()) as { requests: { method: string; clientOrderId?: string }[] };
  return requests.filter((each) => each.method === 'POST' && each.clientOrderId === clientOrderId).length;
}

const read = (key: string, uri: string) => answerOf(modern('resources/read', { uri }, { key }));
const contentsOf = async (key: string, uri: string) => {
  const { result, error } = await read(key, uri);
  if (error) throw new Error(JSON.stringify(error));
  return JSON.parse(result.contents[0].text);
};

const LIMIT = { symbol: 'VTI', side: 'buy', quantity: '1', order_type: 'limit', limit_price: '10.00' };

describe('trading through the gateway', () => {
  it('asks for a confirmation with the effect, and orders once under one idempotency key', async () => {
    const meta = { 'manifold/idempotencyKey': randomUUID() };
    const { effect, result } = await confirmed('execute_trade', LIMIT, { key: ada, meta });
    expect(effect).toBe(
      'Buy 1 VTI for at most 10.00 USD a share, good for the day, in the paper account: no real money. CHECK THE LIMIT: it is 0.03 times the last price, 301.25 USD a share.',
    );
    expect(result.structuredContent).toMatchObject({ status: 'new', mode: 'paper' });
    const again = await callTool('execute_trade', LIMIT, { key: ada, meta });
    expect(again._meta['manifold/replayed']).toBe(true);
    expect(again.structuredContent.order_id).toBe(result.structuredContent.order_id);
    expect(await requestsFor(result.structuredContent.client_order_id)).toBe(1);
  });

  it('refuses an invalid order before it asks for a confirmation', async () => {
    const order = { ...LIMIT, time_in_force: 'gtc', quantity: '0.5' };
    expect(refusalOf(await callTool('execute_trade', order, { key: ada }))).toMatchObject({
      code: 'E2004',
      details: { field: 'time_in_force' },
    });
  });

  it('gives the same answer for another person’s order as for one that does not exist', async () => {
    const { result } = await confirmed('execute_trade', LIMIT, { key: ada });
    const { order_id } = result.structuredContent;
    const foreign = refusalOf(await callTool('cancel_order', { order_id }, { key: bob }));
    const unknown = refusalOf(await callTool('cancel_order', { order_id: randomUUID() }, { key: bob }));
    expect(foreign).toMatchObject({ code: 'E4007', details: { field: 'order_id' }, message: unknown.message });
    const cancelled = await confirmed('cancel_order', { order_id }, { key: ada });
    expect(cancelled.effect).toContain('Cancel the order to buy 1 VTI in the paper account');
    expect(cancelled.result.structuredContent).toMatchObject({ order_id, status: 'canceled' });
  });

  it('is refused for another person, for other tenants, and without the scope', async () => {
    const { details, code } = refusalOf(await callTool('execute_trade', { ...LIMIT, user_id: ADA }, { key: bob }));
    expect([code, details.field]).toEqual(['E4007', 'user_id']);
    expect(refusalOf(await callTool('execute_trade', LIMIT, { key: foreigner }))).toMatchObject({ code: 'E3002' });
    const reader = await newKey({ id: ADA, scopes: ['investments:read'] });
    expect(refusalOf(await callTool('execute_trade', LIMIT, { key: reader }))).toMatchObject({
      code: 'E1004',
      details: { missingScopes: ['investments:trade'] },
    });
  });
});

describe('rebalancing a portfolio through the gateway', () => {
  const ARGS = { risk_profile: 'growth', initial_investment: '200.00' };

  it('confirms a plan that names every order, and buys once under one idempotency key', async () => {
    const { structuredContent: plan } = await callTool('plan_portfolio', ARGS, { key: ada });
    expect(plan.allocations.map(({ amount }: { amount: string }) => amount)).toEqual([
      '96.00',
      '64.00',
      '28.00',
      '12.00',
    ]);
    const meta = { 'manifold/idempotencyKey': randomUUID() };
    const { effect, result } = await confirmed('create_portfolio', ARGS, { key: ada, meta });
    expect(effect).toContain('VTI for 96.00 USD, VXUS for 64.00 USD, BND for 28.00 USD, BNDX for 12.00 USD');
    expect(result.structuredContent).toMatchObject({ status: 'complete', mode: 'paper' });
    const again = await callTool('create_portfolio', ARGS, { key: ada, meta });
    expect(again.structuredContent).toEqual(result.structuredContent);
    for (const { order } of result.structuredContent.allocations) {
      expect(await requestsFor(order.client_order_id)).toBe(1);
    }
    const { orders } = await contentsOf(ada, 'investments://me/orders?limit=4');
    expect(orders.map(({ symbol }: { symbol: string }) => symbol).sort()).toEqual(['BND', 'BNDX', 'VTI', 'VXUS']);
  });
});

describe('resources of trading', () => {
  it('show the account and prices', async () => {
    expect(await contentsOf(ada, 'investments://me/portfolio/summary')).toMatchObject({
      currency: 'USD',
      mode: 'paper',
    });
    expect(await contentsOf(ada, 'investments://me/portfolio/holdings?limit=5')).toMatchObject({ mode: 'paper' });
    expect(await contentsOf(ada, 'investments://me/performance?period=1M')).toMatchObject({ period: '1M', days: 29 });
    expect(await contentsOf(ada, 'investments://market-data/AAPL')).toMatchObject({ trade: { price: '231.5' } });
    expect(await contentsOf(ada, 'investments://market-data/AAPL?interval=1Day&limit=2')).toMatchObject({
      has_more: true,
    });
  });

  it.each(['portfolio/summary', 'portfolio/holdings', 'performance', 'orders'])(
    'refuse %s of another person in the same words as one that does not exist',
    async (path) => {
      const { error } = await read(bob, `investments://${encodeURIComponent(ADA)}/${path}`);
      expect(error.data).toMatchObject({ code: 'E4007', details: { field: 'user_id' } });
    },
  );

  it('are not available to other tenants, which have no account', async () => {
    const { error } = await read(foreigner, 'investments://me/portfolio/summary');
    expect(error.data).toMatchObject({ code: 'E3002' });
  });
});
