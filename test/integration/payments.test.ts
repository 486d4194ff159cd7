import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { newKey } from './support/control.ts';
import { answerOf, callTool, type Exchange, modern } from './support/endpoint.ts';

const ADA = `test:payer-${randomUUID()}`;
const SCOPES = ['payments:read', 'payments:write', 'payments:refund', 'tools:list'];

let ada: string;
let bob: string;
beforeAll(async () => {
  ada = await newKey({ id: ADA, scopes: SCOPES });
  bob = await newKey({ id: `test:stranger-${randomUUID()}`, scopes: SCOPES });
  await callTool('add_payment_method', { payment_token: 'pm_card_visa', set_default: true }, { key: ada });
});

const order = () => ({
  source_id: 'default',
  destination_id: 'platform',
  amount: '25.00',
  currency: 'USD',
  description: `Order ${randomUUID()}`,
});
const refusalOf = (result: Awaited<ReturnType<typeof callTool>>) => result._meta['manifold/error'];

/** Calls a tool, has the person confirm it, and calls it again. */
async function confirmed(name: string, args: Record<string, unknown>, exchange: Exchange) {
  const { details } = refusalOf(await callTool(name, args, exchange));
  const result = await callTool(name, { ...args, confirmation_token: details.confirmationToken }, exchange);
  return { effect: details.effect as string, result };
}

async function read(uri: string, key: string) {
  const { result, error } = await answerOf(modern('resources/read', { uri }, { key }));
  return error ? { error } : JSON.parse(result.contents[0].text);
}

describe('a payment through the gateway', () => {
  it('is confirmed in words, made, and stands in the history', async () => {
    const args = order();
    const { effect, result } = await confirmed('initiate_payment', args, { key: ada });
    expect(effect).toBe('Pay 25.00 USD to this platform from the visa that ends in 4242.');
    expect(result.structuredContent).toMatchObject({ status: 'succeeded', amount: '25.00', mode: 'test' });
    const { payments } = await read(`payments://${encodeURIComponent(ADA)}/history`, ada);
    expect(payments).toContainEqual(expect.objectContaining({ description: args.description, status: 'succeeded' }));
  });
});

it('nobody reads the payments of somebody else', async () => {
  const { error } = await read(`payments://${encodeURIComponent(ADA)}/history`, bob);
  expect(error.data.code).toBe('E4007');
});
