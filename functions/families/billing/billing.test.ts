import { beforeEach, describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/stripe/sandbox.ts';
import { dataOf, familyUnderTest } from '../../../test/support/family-harness.ts';
import family from './family.ts';
import { saveCard } from './testing/save-card.ts';
import { newSubscriber, type Subscriber } from './testing/subscriber.ts';

const harness = await familyUnderTest(family, { sandbox });

let ada: Subscriber;
beforeEach(() => {
  ada = newSubscriber(harness);
});

const who = () => ({ owner: ada.owner });
const withCard = (token?: string) => saveCard(harness, { ...who(), token });
const wanted = (plan: string) => ({ plan_id: plan, payment_method_id: 'default' });
const postsTo = (path: string) => harness.sent.filter(({ method, url }) => method === 'POST' && url.pathname === path);

describe('subscribing', () => {
  it('shows the price, charges the saved card, and says until when it is paid', async () => {
    await withCard();
    expect(await harness.effect('create_subscription', wanted('pro'), who())).toBe(
      'Subscribe to the plan "team" for 99.00 USD per month, charged to the visa that ends in 4242 now and in each period, until it is cancelled.',
    );
    expect(dataOf(await ada.subscribe('pro'))).toMatchObject({
      status: 'active',
      plan: 'team',
      price: '99.00',
      currency: 'USD',
      interval: 'month',
      current_period_end: expect.stringMatching(/^20/),
      mode: 'test',
    });
    expect(await ada.read('subscription')).toMatchObject({ subscription: { plan: 'team', status: 'active' } });
    expect(await ada.read('invoices')).toMatchObject({
      invoices: [{ total: '99.00', amount_paid: '99.00', status: 'paid', pay_url: null }],
      has_more: false,
    });
  });

  it('makes one subscription, however often the call is executed', async () => {
    await withCard();
    const context = { providerKey: 'd'.repeat(32) };
    const { subscription_id } = dataOf(await ada.subscribe('team', { context }));
    const again = harness.lookUp('create_subscription', wanted('team'), { ...who(), context });
    expect(dataOf(await again)).toMatchObject({ subscription_id, plan: 'team' });
  });

  it('refuses a second subscription of a person, also if five calls run at once', async () => {
    await withCard();
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => ada.subscribe()));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(ada.subscribe('team')).rejects.toMatchObject({
      code: 'E2004',
      details: { field: 'plan_id', suggestion: expect.stringContaining('update_subscription') },
    });
    expect((await ada.read('invoices')).invoices).toHaveLength(1);
  });

  it('gives the page in action_url if the bank asks for an authentication', async () => {
    await withCard('pm_card_authenticationRequired');
    const { status, action_url } = dataOf(await ada.subscribe());
    expect(status).toBe('incomplete');
    await fetch(action_url, { redirect: 'manual' });
    expect(await ada.read('subscription')).toMatchObject({ subscription: { status: 'active', action_url: null } });
  });

  it.each(['gold', '', 'free'])('refuses the plan "%s" without a request to Stripe', async (plan) => {
    const before = harness.sent.length;
    await expect(ada.subscribe(plan)).rejects.toMatchObject({ code: 'E2004', details: { field: 'plan_id' } });
    expect(harness.sent).toHaveLength(before);
  });

  it('refuses a person without a payment method', async () => {
    await expect(ada.subscribe()).rejects.toMatchObject({ code: 'E4007', details: { field: 'payment_method_id' } });
  });
});

describe('changing the plan', () => {
  it.each([
    ['charge_now', 'enterprise', 'For the rest of this period about 400.00 USD are charged at once.', 2],
    ['next_invoice', 'personal', 'For the rest of this period about 80.00 USD are credited to the next invoices.', 1],
    ['none', 'personal', 'For the rest of this period nothing is charged or credited.', 1],
  ])('says with %s how the price difference is charged or credited', async (proration, plan, sentence, invoices) => {
    await withCard();
    const { subscription_id } = dataOf(await ada.subscribe('team'));
    const args = { subscription_id, plan_id: plan, proration };
    const effect = await harness.effect('update_subscription', args, who());
    expect(effect).toContain('from "team" (99.00 USD per month)');
    expect(effect).toContain(sentence);
    expect(dataOf(await ada.change(args))).toMatchObject({ success: true, plan, effective_date: expect.any(String) });
    expect((await ada.read('invoices')).invoices).toHaveLength(invoices);
  });

  it.each(['none', 'next_invoice'])('refuses a higher plan that is not paid at once: %s', async (proration) => {
    await withCard();
    const { subscription_id } = dataOf(await ada.subscribe('personal'));
    const args = { subscription_id, plan_id: 'enterprise', proration };
    const refused = { code: 'E2004', details: { field: 'proration', expectedFormat: 'charge_now' } };
    await expect(harness.effect('update_subscription', args, who())).rejects.toMatchObject(refused);
    await expect(ada.change(args)).rejects.toMatchObject(refused);
    expect(await ada.read('subscription')).toMatchObject({ subscription: { plan: 'personal' } });
    expect(postsTo(`/v1/subscriptions/${subscription_id}`)).toEqual([]);
  });

  it('credits the rest of the period for a smaller plan', async () => {
    await withCard();
    const { subscription_id } = dataOf(await ada.subscribe('team'));
    const effect = await harness.effect('update_subscription', { subscription_id, plan_id: 'basic' }, who());
    expect(effect).toContain('about 80.00 USD are credited to the next invoices');
  });

  it('refuses the plan that the subscription has, and a subscription that has ended', async () => {
    await withCard();
    const { subscription_id } = dataOf(await ada.subscribe('team'));
    const refused = { code: 'E2004', details: { field: 'plan_id' } };
    await expect(ada.change({ subscription_id, plan_id: 'pro' })).rejects.toMatchObject(refused);
    await ada.cancel({ subscription_id, when: 'now' });
    await expect(ada.change({ subscription_id, plan_id: 'basic' })).rejects.toMatchObject({
      details: { field: 'subscription_id' },
    });
    expect(postsTo(`/v1/subscriptions/${subscription_id}`)).toEqual([]);
  });
});

describe('cancelling', () => {
  it('ends the subscription with the paid period or at once, and may be called twice', async () => {
    await withCard();
    const { subscription_id, current_period_end } = dataOf(await ada.subscribe());
    expect(await harness.effect('cancel_subscription', { subscription_id }, who())).toContain(
      `at the end of the period that is paid, ${current_period_end.slice(0, 10)}`,
    );
    const later = dataOf(await ada.cancel({ subscription_id }));
    expect(later).toMatchObject({ status: 'active', success: true, end_date: current_period_end });
    expect(dataOf(await ada.cancel({ subscription_id }))).toMatchObject({ end_date: current_period_end });
    expect(dataOf(await ada.cancel({ subscription_id, when: 'now' }))).toMatchObject({ status: 'canceled' });
    expect(dataOf(await ada.cancel({ subscription_id, when: 'now' }))).toMatchObject({ status: 'canceled' });
  });
});

describe('a stranger', () => {
  it('gets the same answer for the subscription of another person as for one that does not exist', async () => {
    await withCard();
    const { subscription_id } = dataOf(await ada.subscribe());
    const bob = newSubscriber(harness);
    await saveCard(harness, { owner: bob.owner });
    const refusalsFor = (id: string) =>
      Promise.all(
        [bob.change({ subscription_id: id, plan_id: 'team' }), bob.cancel({ subscription_id: id })].map((tried) =>
          tried.then(
            () => 'let in',
            ({ code, message }) => `${code} ${message}`,
          ),
        ),
      );
    const foreign = await refusalsFor(subscription_id);
    expect(foreign).toEqual(await refusalsFor('sub_unknown'));
    expect(foreign.every((refusal) => refusal.startsWith('E4007'))).toBe(true);
    expect(await bob.read('subscription')).toMatchObject({ subscription: null });
  });
});

it('lists the plans on offer with their prices', async () => {
  const { plans } = await harness.read('billing://plans');
  expect(plans).toEqual([
    { plan_id: 'personal', price: '19.00', currency: 'USD', in_words: '19.00 USD per month' },
    { plan_id: 'team', price: '99.00', currency: 'USD', in_words: '99.00 USD per month' },
    { plan_id: 'enterprise', price: '499.00', currency: 'USD', in_words: '499.00 USD per month' },
  ]);
});
