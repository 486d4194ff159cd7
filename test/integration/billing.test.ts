import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { newKey } from './support/control.ts';
import { answerOf, callTool, listTools, modern, type RequestOptions } from './support/endpoint.ts';

const ADA = `test:subscriber-${randomUUID()}`;
const SCOPES = [
  'api-keys:write',
  'billing:read',
  'billing:write',
  'billing:tokens',
  'payments:read',
  'payments:write',
  'payments:refund',
  'tools:list',
];

let ada: string;
let bob: string;
beforeAll(async () => {
  ada = await newKey({ id: ADA, tier: 'free', scopes: SCOPES });
  bob = await newKey({ id: `test:stranger-${randomUUID()}`, tier: 'free', scopes: SCOPES });
  await callTool('add_payment_method', { payment_token: 'pm_card_visa', set_default: true }, { key: ada });
});

const refusalOf = (result: Awaited<ReturnType<typeof callTool>>) => result._meta['manifold/error'];

/** Calls a tool, confirms it as the person, and calls it again. */
async function confirmed(name: string, args: Record<string, unknown>, options: RequestOptions) {
  const first = await callTool(name, args, options);
  const { details } = refusalOf(first);
  if (!details.confirmationToken) throw new Error(JSON.stringify(refusalOf(first)));
  const result = await callTool(name, { ...args, confirmation_token: details.confirmationToken }, options);
  return { effect: details.effect as string, result };
}

async function read(uri: string, key = ada) {
  const { result, error } = await answerOf(modern('resources/read', { uri }, { key }));
  return error ? { error } : JSON.parse(result.contents[0].text);
}

/** Reads until the platform has processed Stripe's events. Each try is a request, so the test never sleeps. */
async function granted(tier: string | null, key = ada): Promise<void> {
  for (let tries = 1; tries <= 400; tries += 1) {
    const { granted_tier } = await read('billing://me/subscription', key);
    if (granted_tier === tier) return;
  }
  throw new Error(`${tier} was not granted`);
}

describe('a subscription through the gateway', () => {
  it('is confirmed, and Stripe’s events grant, change and end its tier', async () => {
    const { effect, result } = await confirmed(
      'create_subscription',
      { plan_id: 'basic', payment_method_id: 'default' },
      { key: ada },
    );
    expect(effect).toContain('19.00 USD per month');
    expect(result.structuredContent).toMatchObject({ status: 'active', plan: 'personal' });
    await granted('personal');
    const { subscription_id } = result.structuredContent;
    const issued = await callTool('issue_subscription_token', { scopes: ['billing:read'] }, { key: ada });
    const { token, tier } = issued.structuredContent;
    expect(tier).toBe('personal');
    // The token stands for the person, with no more permissions than were requested.
    expect(await read('billing://me/tokens', token)).toMatchObject({ tokens: [{ scopes: ['billing:read'] }] });
    expect(refusalOf(await callTool('create_subscription', {}, { key: token }))).toMatchObject({
      code: 'E1004',
      details: { missingScopes: ['billing:write'] },
    });
    const change = await confirmed('update_subscription', { subscription_id, plan_id: 'team' }, { key: ada });
    expect(change.effect).toContain('about 80.00 USD are charged at once');
    await granted('team');
    // A key outlives the subscription, so neither the person's own key nor an agent's key has the paid tier.
    for (const agent of [{}, { agent: 'reconciler' }]) {
      const args = { name: 'Invented', permissions: ['tools:list'], ...agent };
      const made = await callTool('generate_api_key', args, { key: ada });
      expect(made.structuredContent).toMatchObject({ tier: 'free' });
    }
    const end = await confirmed('cancel_subscription', { subscription_id, when: 'now' }, { key: ada });
    expect(end.result.structuredContent).toMatchObject({ status: 'canceled', success: true });
    await granted(null);
    expect(await read('billing://me/tokens')).toEqual({ ready: null, tokens: [] });
    expect(await read('billing://me/subscription')).toMatchObject({
      notices: expect.arrayContaining([expect.objectContaining({ type: 'invoice.paid' })]),
    });
  });

  it('loses its tier when its payment is refunded', async () => {
    const id = `test:refunded-${randomUUID()}`;
    const key = await newKey({ id, tier: 'free', roles: ['operator'], scopes: SCOPES });
    await callTool('add_payment_method', { payment_token: 'pm_card_visa', set_default: true }, { key });
    await confirmed('create_subscription', { plan_id: 'basic', payment_method_id: 'default' }, { key });
    await granted('personal', key);
    const { payments } = await read('payments://me/history', key);
    expect(payments).toMatchObject([{ status: 'succeeded', amount: '19.00' }]);
    const { result } = await confirmed('process_refund', { payment_id: payments[0].payment_id }, { key });
    expect(result.structuredContent).toMatchObject({ status: 'succeeded', amount: '19.00' });
    await granted(null, key);
    const issued = await callTool('issue_subscription_token', { scopes: ['billing:read'] }, { key });
    expect(refusalOf(issued).code).toBe('E4007');
  });

  it('reports usage from the platform’s own counters', async () => {
    const usage = await read('billing://me/usage');
    expect(usage.by_tool.add_payment_method).toBe(1);
    expect(usage.total_calls).toBeGreaterThan(1);
    const { error } = await read('billing://me/usage?start_date=2026-02-30');
    expect(error.data).toMatchObject({ code: 'E2004', details: { field: 'start_date' } });
  });

  it('gives no token without a subscription, and none with more permissions than the caller has', async () => {
    const issue = async (scopes: string[]) =>
      refusalOf(await callTool('issue_subscription_token', { scopes }, { key: bob })).code;
    expect(await issue(['billing:read'])).toBe('E4007');
    expect(await issue(['kyc:read'])).toBe('E1004');
    expect(await issue(['billing:tokens'])).toBe('E2004');
    expect(await issue(['billing:read', 'api-keys:write'])).toBe('E2004');
  });
});

describe('payments and billing of another person', () => {
  const ours = /^(initiate_payment|process_refund|add_payment_method|\w+_subscription|revoke_subscription_token)$/;
  const nothing = { code: 'E4007', details: expect.objectContaining({ field: 'user_id' }) };

  it('are refused by every tool that takes a user_id', async () => {
    const tools = await listTools({ key: bob });
    const owned = tools.filter(
      ({ name, inputSchema }) => ours.test(name) && inputSchema.properties?.user_id !== undefined,
    );
    expect(owned).toHaveLength(7);
    // Refunds are for operators; for other callers the tool does not exist.
    const hidden = modern('tools/call', { name: 'process_refund', arguments: { user_id: ADA } }, { key: bob });
    expect((await answerOf(hidden)).error).toMatchObject({ data: { code: 'E3001' } });
    for (const { name } of owned) {
      expect([name, refusalOf(await callTool(name, { user_id: ADA }, { key: bob }))]).toEqual([
        name,
        expect.objectContaining(nothing),
      ]);
    }
  });

  it('are refused by every resource that has a user_id', async () => {
    const { result } = await answerOf(modern('resources/templates/list', {}, { key: bob }));
    const owned = (result.resourceTemplates as { uriTemplate: string }[])
      .map(({ uriTemplate }) => uriTemplate)
      .filter((template) => /^(payments|billing):\/\/\{user_id\}/.test(template));
    expect(owned).toHaveLength(7);
    for (const template of owned) {
      const uri = template.replace(/\{\?.*\}$/, '').replace('{user_id}', encodeURIComponent(ADA));
      expect([template, (await read(uri, bob)).error?.data]).toEqual([template, expect.objectContaining(nothing)]);
    }
  });
});
