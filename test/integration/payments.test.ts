import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { endpoints } from '../cloud/endpoints.ts';
import { newKey } from './support/control.ts';
import { answerOf, callTool, modern, type RequestOptions } from './support/endpoint.ts';

const ADA = `test:payer-${randomUUID()}`;
const SCOPES = ['payments:read', 'payments:write', 'payments:refund', 'tools:list'];

let ada: string;
let bob: string;
beforeAll(async () => {
  ada = await newKey({ id: ADA, roles: ['operator'], scopes: SCOPES });
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

/** Calls a tool, confirms it as the person, and calls it again. */
async function confirmed(name: string, args: Record<string, unknown>, options: RequestOptions) {
  const { details } = refusalOf(await callTool(name, args, options));
  const result = await callTool(name, { ...args, confirmation_token: details.confirmationToken }, options);
  return { effect: details.effect as string, result };
}

async function read(uri: string, key: string) {
  const { result, error } = await answerOf(modern('resources/read', { uri }, { key }));
  return error ? { error } : JSON.parse(result.contents[0].text);
}

describe('a payment through the gateway', () => {
  it('is confirmed, made, and listed in the history', async () => {
    const args = order();
    const { effect, result } = await confirmed('initiate_payment', args, { key: ada });
    expect(effect).toBe('Pay 25.00 USD to this platform from the visa that ends in 4242.');
    expect(result.structuredContent).toMatchObject({ status: 'succeeded', amount: '25.00', mode: 'test' });
    const { payments } = await read(`payments://${encodeURIComponent(ADA)}/history`, ada);
    expect(payments).toContainEqual(expect.objectContaining({ description: args.description, status: 'succeeded' }));
  });
});

describe('a payment that is made exactly once', () => {
  const withKey = () => ({ key: ada, headers: { 'idempotency-key': randomUUID() } });

  it('happens once if two calls have the same idempotency key', async () => {
    const [args, options] = [order(), withKey()];
    const { result } = await confirmed('initiate_payment', args, options);
    const again = await callTool('initiate_payment', args, options);
    expect(again).toMatchObject({ _meta: { 'manifold/replayed': true } });
    expect(again.structuredContent).toEqual(result.structuredContent);
    expect(result.structuredContent.idempotency_key).toBe(options.headers['idempotency-key']);
    const { payments } = await read('payments://me/history?limit=100', ada);
    expect(payments.filter(({ description }: typeof args) => description === args.description)).toHaveLength(1);
  });

  it('whose answer is lost says so, and a retry after its time looks up the outcome', async () => {
    const args = { ...order(), description: `simulate:drop-after ${randomUUID()}` };
    const options = { ...withKey(), meta: { 'manifold/timeoutMs': 4_000 } };
    const { result } = await confirmed('initiate_payment', args, options);
    expect(refusalOf(result)).toMatchObject({
      code: 'E3008',
      details: { providerKey: expect.stringMatching(/-pay$/) },
    });
    let repeated = await callTool('initiate_payment', args, options);
    // Until the deadline of the call a retry hears that the call still runs. Each try is a request.
    for (let asks = 0; refusalOf(repeated)?.code === 'E3006' && asks < 2_000; asks += 1) {
      repeated = await callTool('initiate_payment', args, options);
    }
    expect(repeated.structuredContent).toMatchObject({ status: 'succeeded', description: args.description });
  });
});

describe('an authentication (3-D Secure) with the official client', () => {
  it('opens a page after one confirmation, and then completes the payment', async () => {
    const id = `test:cautious-${randomUUID()}`;
    const key = await newKey({ id, scopes: SCOPES });
    const card = { payment_token: 'pm_card_authenticationRequired', set_default: true };
    const asked: string[] = [];
    const client = new Client(
      { name: 'test', version: '1.0.0' },
      { versionNegotiation: { mode: 'auto' }, capabilities: { elicitation: { form: {}, url: {} } } },
    );
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      asked.push(params.mode ?? 'form');
      if (params.mode !== 'url') return { action: 'accept', content: { confirm: true } };
      await fetch(params.url, { redirect: 'manual' });
      return { action: 'accept' };
    });
    const headers = { authorization: `Bearer ${key}` };
    await client.connect(new StreamableHTTPClientTransport(new URL(endpoints().mcpUrl), { requestInit: { headers } }));
    try {
      const saved = await client.callTool({ name: 'add_payment_method', arguments: card });
      expect(saved.structuredContent).toMatchObject({ status: 'saved', is_default: true });
      const paid = await client.callTool({ name: 'initiate_payment', arguments: order() });
      expect(paid.structuredContent).toMatchObject({ status: 'succeeded', amount: '25.00' });
      expect(asked).toEqual(['url', 'form', 'url']);
    } finally {
      await client.close();
    }
    expect((await read('payments://me/history', key)).payments).toHaveLength(1);
  });
});

describe('an authentication with a client that opens no pages', () => {
  it('gives the address of the page, and the payment is made once somebody has opened it', async () => {
    const key = await newKey({ id: `test:later-${randomUUID()}`, scopes: SCOPES });
    const card = { payment_token: 'pm_card_authenticationRequired', set_default: true };
    const { structuredContent: begun } = await callTool('add_payment_method', card, { key });
    await fetch(begun.action_url, { redirect: 'manual' });
    const source_id = begun.payment_method_id;
    const { result } = await confirmed('initiate_payment', { ...order(), source_id }, { key });
    expect(result.structuredContent.status).toBe('requires_action');
    await fetch(result.structuredContent.action_url, { redirect: 'manual' });
    const status = await read(`payments://${result.structuredContent.payment_id}/status`, key);
    expect(status).toMatchObject({ status: 'succeeded', source: 'stripe' });
  });
});

it('refunds need a confirmation and a scope of their own', async () => {
  const { result } = await confirmed('initiate_payment', order(), { key: ada });
  const { payment_id } = result.structuredContent;
  const { effect, result: refund } = await confirmed('process_refund', { payment_id, amount: '5.00' }, { key: ada });
  expect(effect).toContain('Refund 5.00 USD');
  expect(refund.structuredContent).toMatchObject({ status: 'succeeded', amount: '5.00' });
  const buyer = await newKey({
    id: ADA,
    roles: ['operator'],
    scopes: ['payments:read', 'payments:write', 'tools:list'],
  });
  const refused = await answerOf(
    modern('tools/call', { name: 'process_refund', arguments: { payment_id } }, { key: buyer }),
  );
  expect(JSON.stringify(refused)).toContain('payments:refund');
});

it('payments of another person cannot be read', async () => {
  const { error } = await read(`payments://${encodeURIComponent(ADA)}/history`, bob);
  expect(error.data.code).toBe('E4007');
});
