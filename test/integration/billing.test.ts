import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { newKey } from './support/control.ts';
import { answerOf, callTool, type Exchange, modern } from './support/endpoint.ts';

const ADA = `test:subscriber-${randomUUID()}`;
const SCOPES = ['billing:read', 'billing:write', 'billing:tokens', 'payments:read', 'payments:write', 'tools:list'];

let ada: string;
let bob: string;
beforeAll(async () => {
  ada = await newKey({ id: ADA, tier: 'free', scopes: SCOPES });
  bob = await newKey({ id: `test:stranger-${randomUUID()}`, tier: 'free', scopes: SCOPES });
  await callTool('add_payment_method', { payment_token: 'pm_card_visa', set_default: true }, { key: ada });
});

const refusalOf = (result: Awaited<ReturnType<typeof callTool>>) => result._meta['manifold/error'];

/** Calls a tool, has the person confirm it, and calls it again. */
async function confirmed(name: string, args: Record<string, unknown>, exchange: Exchange) {
  const first = await callTool(name, args, exchange);
  const { details } = refusalOf(first);
  if (!details.confirmationToken) throw new Error(JSON.stringify(refusalOf(first)));
  const result = await callTool(name, { ...args, confirmation_token: details.confirmationToken }, exchange);
  return { effect: details.effect as string, result };
}

async function read(uri: string, key = ada) {
  const { result, error } = await answerOf(modern('resources/read', { uri }, { key }));
  return error ? { error } : JSON.parse(result.contents[0].text);
}

/** Reads until the platform has granted what Stripe's events say; each look is a request, so that nothing is slept for. */
async function granted(tier: string | null): Promise<number> {
  const begun = Date.now();
  for (let looks = 1; looks <= 400; looks += 1) {
    const { granted_tier } = await read('billing://me/subscription');
    if (granted_tier === tier) return Date.now() - begun;
  }
  throw new Error(`${tier} was not granted`);
}

describe('a subscription through the gateway', () => {
  it('is confirmed, grants its tier by the events of Stripe, changes it and ends it', async () => {
    const { effect, result } = await confirmed(
      'create_subscription',
      { plan_id: 'basic', payment_method_id: 'default' },
      { key: ada },
    );
    expect(effect).toContain('19.00 USD per month');
    expect(result.structuredContent).toMatchObject({ status: 'active', plan: 'personal' });
    await granted('personal');
    const { subscription_id } = result.structuredContent;
    const change = await confirmed('update_subscription', { subscription_id, plan_id: 'team' }, { key: ada });
    expect(change.effect).toContain('about 80.00 USD are charged at once');
    await granted('team');
    const end = await confirmed('cancel_subscription', { subscription_id, when: 'now' }, { key: ada });
    expect(end.result.structuredContent).toMatchObject({ status: 'canceled', success: true });
    await granted(null);
  });
});

it('nobody reads or ends what somebody else has subscribed to', async () => {
  expect((await read(`billing://${encodeURIComponent(ADA)}/subscription`, bob)).error.data.code).toBe('E4007');
});
