import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { newKey } from './support/control.ts';
import { answerOf, callTool, type Exchange, modern } from './support/endpoint.ts';

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

/** Calls a tool as a client without elicitation does: once for the sentence and the token, once with it. */
async function confirmed(tool: string, args: Record<string, unknown>, exchange: Exchange) {
  const asked = refusalOf(await callTool(tool, args, exchange));
  expect(asked).toMatchObject({ code: 'E3007' });
  const { effect, confirmationToken: confirmation_token } = asked.details;
  return { effect, result: await callTool(tool, { ...args, confirmation_token }, exchange) };
}

const LIMIT = { symbol: 'VTI', side: 'buy', quantity: '1', order_type: 'limit', limit_price: '10.00' };

describe('trading through the gateway', () => {
  it('asks first, says what would happen, and orders once for a key', async () => {
    const meta = { 'manifold/idempotencyKey': randomUUID() };
    const { effect, result } = await confirmed('execute_trade', LIMIT, { key: ada, meta });
    expect(effect).toBe(
      'Buy 1 VTI at at most 10.00 USD a share, good for the day, in the paper account: no real money.',
    );
    expect(result.structuredContent).toMatchObject({ status: 'new', mode: 'paper' });
    const again = await callTool('execute_trade', LIMIT, { key: ada, meta });
    expect(again._meta['manifold/replayed']).toBe(true);
    expect(again.structuredContent.order_id).toBe(result.structuredContent.order_id);
  });

  it('refuses what cannot be ordered before anybody is asked', async () => {
    const order = { ...LIMIT, time_in_force: 'gtc', quantity: '0.5' };
    expect(refusalOf(await callTool('execute_trade', order, { key: ada }))).toMatchObject({
      code: 'E2004',
      details: { field: 'time_in_force' },
    });
  });

  it('leaves an order to its owner: to others it is not there', async () => {
    const { result } = await confirmed('execute_trade', LIMIT, { key: ada });
    const { order_id } = result.structuredContent;
    const foreign = refusalOf(await callTool('cancel_order', { order_id }, { key: bob }));
    const unknown = refusalOf(await callTool('cancel_order', { order_id: randomUUID() }, { key: bob }));
    expect(foreign).toMatchObject({ code: 'E4007', details: { field: 'order_id' }, message: unknown.message });
    const cancelled = await confirmed('cancel_order', { order_id }, { key: ada });
    expect(cancelled.effect).toContain('Cancel the order to buy 1 VTI in the paper account');
    expect(cancelled.result.structuredContent).toMatchObject({ order_id, status: 'canceled' });
  });

  it('is refused for somebody else, to other tenants, and without the scope', async () => {
    const { details, code } = refusalOf(await callTool('execute_trade', { ...LIMIT, user_id: ADA }, { key: bob }));
    expect([code, details.field]).toEqual(['E4007', 'user_id']);
    expect(refusalOf(await callTool('execute_trade', LIMIT, { key: foreigner }))).toMatchObject({ code: 'E3002' });
    const reader = await newKey({ id: ADA, scopes: ['investments:read'] });
    const { error } = await answerOf(
      modern('tools/call', { name: 'execute_trade', arguments: LIMIT }, { key: reader }),
    );
    expect(error.data).toMatchObject({ code: 'E1004', details: { missingScopes: ['investments:trade'] } });
  });
});
