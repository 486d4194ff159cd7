import { beforeEach, describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/stripe/sandbox.ts';
import { dataOf, familyUnderTest } from '../../../test/support/family-harness.ts';
import { stripeEvents } from '../../../test/support/stripe-events.ts';
import { familyStore } from '../../kit/store/table-store.ts';
import { customerOf } from '../../kit/stripe/customer.ts';
import { assignPlan, loadPlans, unassignPlan } from '../../platform/limits/plan-repository.ts';
import { inAssignedTier } from '../../platform/limits/plans.ts';
import type { RegistryTable } from '../../platform/registry/catalogue-repository.ts';
import { rememberToken, tokensOf } from './entitlement/tokens.ts';
import { onStripeWith } from './events.ts';
import family from './family.ts';
import { saveCard, stripeAt } from './testing/save-card.ts';
import { newSubscriber, type Subscriber } from './testing/subscriber.ts';

/** Tokens that the tokens function was asked to revoke. */
const revoked: string[] = [];
const clients = () => ({
  plans: {
    assign: (assignment: Parameters<typeof assignPlan>[1]) => assignPlan(registry, assignment),
    unassign: (whose: Parameters<typeof unassignPlan>[1]) => unassignPlan(registry, whose),
  },
  tokens: { revoke: async ({ jti }: { jti: string }) => void revoked.push(jti) },
});
const harness = await familyUnderTest({ ...family, onEvent: { stripe: onStripeWith(clients) } }, { sandbox });
/** The keys of plan assignments differ from those of the family, so one table serves both. */
const registry: RegistryTable = harness.table;

let ada: Subscriber;
let subscriptionId = '';
beforeEach(async () => {
  ada = newSubscriber(harness);
  await saveCard(harness, { owner: ada.owner });
  subscriptionId = dataOf(await ada.subscribe('basic')).subscription_id;
});

const tierNow = async () =>
  inAssignedTier(await loadPlans(registry), { id: ada.owner, tenant: 'test', tier: 'free' as const }).tier;

/** The latest event of a type, as the stand-in has made it. */
async function latest(type: string) {
  const [event] = await stripeEvents(harness, type);
  if (!event) throw new Error(`There is no event ${type}.`);
  return event;
}

const stripeNow = async () => {
  const { STRIPE_SECRET_KEY: key = '' } = await harness.call({ owner: ada.owner }).secret();
  return stripeAt(harness, key);
};

/** Gives back the latest payment of a person, or a part of it, as an operator does in Stripe's dashboard. */
async function refund(amount?: number, owner = ada.owner): Promise<void> {
  const stripe = await stripeNow();
  const customer = await customerOf(harness.call({ owner }), owner);
  const [intent] = (await stripe.paymentIntents.list({ customer, limit: 1 })).data;
  await stripe.refunds.create({ payment_intent: intent?.id ?? '', amount });
}

describe('events of subscriptions', () => {
  it('grant the tier, change it and end it', async () => {
    await harness.event(await latest('customer.subscription.created'));
    expect(await tierNow()).toBe('personal');
    await ada.change({ subscription_id: subscriptionId, plan_id: 'team' });
    await harness.event(await latest('customer.subscription.updated'));
    expect(await tierNow()).toBe('team');
    expect(await ada.read('subscription')).toMatchObject({ granted_tier: 'team' });
    await ada.cancel({ subscription_id: subscriptionId, when: 'now' });
    await harness.event(await latest('customer.subscription.deleted'));
    expect(await tierNow()).toBe('free');
    expect(await ada.read('subscription')).toMatchObject({ granted_tier: null });
  });

  it('have the same result in any order, and if delivered twice', async () => {
    const created = await latest('customer.subscription.created');
    await ada.change({ subscription_id: subscriptionId, plan_id: 'enterprise' });
    const updated = await latest('customer.subscription.updated');
    await ada.cancel({ subscription_id: subscriptionId, when: 'now' });
    const deleted = await latest('customer.subscription.deleted');
    for (const event of [deleted, updated, created, deleted, created]) {
      await harness.event(event);
      expect(await tierNow()).toBe('free');
    }
  });

  it('have the right result if they are handled concurrently', async () => {
    const created = await latest('customer.subscription.created');
    for (const plan of ['team', 'enterprise', 'personal', 'team']) {
      await Promise.all([
        harness.event(created),
        ada.change({ subscription_id: subscriptionId, plan_id: plan }).then(() => harness.event(created)),
        harness.event(created),
      ]);
      expect(await tierNow()).toBe(plan);
    }
  });

  it('restore the older plan when the newer subscription ends', async () => {
    await harness.event(await latest('customer.subscription.created'));
    await ada.cancel({ subscription_id: subscriptionId, when: 'now' });
    await ada.subscribe('team');
    await harness.event(await latest('customer.subscription.deleted'));
    expect(await tierNow()).toBe('team');
  });

  it('end the tier after a full refund of the current period, and not after a partial one', async () => {
    await harness.event(await latest('customer.subscription.created'));
    await refund(500);
    await harness.event(await latest('charge.refunded'));
    expect(await tierNow()).toBe('personal');
    await refund();
    await harness.event(await latest('charge.refunded'));
    expect(await tierNow()).toBe('free');
    expect(await ada.read('subscription')).toMatchObject({ granted_tier: null });
    // The subscription continues at Stripe; later events about it change nothing.
    await harness.event(await latest('customer.subscription.created'));
    expect(await tierNow()).toBe('free');
  });

  it('end the tier after a refund of the charge for an upgrade, and leave that of another person', async () => {
    await ada.change({ subscription_id: subscriptionId, plan_id: 'team' });
    await harness.event(await latest('customer.subscription.updated'));
    expect(await tierNow()).toBe('team');
    const [first, bob] = [ada, newSubscriber(harness)];
    await saveCard(harness, { owner: bob.owner });
    await bob.subscribe('basic');
    await harness.event(await latest('customer.subscription.created'));
    await refund(undefined, first.owner);
    await harness.event(await latest('charge.refunded'));
    expect(await tierNow()).toBe('free');
    ada = bob;
    expect(await tierNow()).toBe('personal');
  });

  it('keep the tier after a refund of a payment for no subscription', async () => {
    await harness.event(await latest('customer.subscription.created'));
    const stripe = await stripeNow();
    const customer = await saveCard(harness, { owner: ada.owner });
    const [method] = (await stripe.customers.listPaymentMethods(customer)).data;
    const paid = { amount: 900, currency: 'usd', customer, confirm: true, off_session: true };
    const { id } = await stripe.paymentIntents.create({ ...paid, payment_method: method?.id ?? '' });
    await stripe.refunds.create({ payment_intent: id });
    await harness.event(await latest('charge.refunded'));
    expect(await tierNow()).toBe('personal');
  });

  it('revoke the tokens of an ended subscription', async () => {
    await harness.event(await latest('customer.subscription.created'));
    const store = familyStore(harness.table, 'test');
    const jti = '00000000-0000-4000-8000-000000000001';
    const expiresAt = Math.floor(Date.now() / 1000) + 3600;
    await rememberToken(store, ada.owner, { jti, tier: 'personal', scopes: ['a'], issuedAt: 'now', expiresAt });
    await ada.change({ subscription_id: subscriptionId, plan_id: 'team' });
    await harness.event(await latest('customer.subscription.updated'));
    expect(await tokensOf(store, ada.owner)).toHaveLength(1);
    await ada.cancel({ subscription_id: subscriptionId, when: 'now' });
    await harness.event(await latest('customer.subscription.deleted'));
    expect(await tokensOf(store, ada.owner)).toEqual([]);
    expect(revoked).toEqual([jti]);
  });

  it('make a token ready with the first paid invoice, and withdraw it and all tokens when a payment fails', async () => {
    const paid = await latest('invoice.paid');
    await harness.event(paid);
    const ready = { subscription_id: subscriptionId, since: expect.stringMatching(/Z$/) };
    expect(await ada.read('tokens')).toMatchObject({ ready, tokens: [] });
    const store = familyStore(harness.table, 'test');
    const jti = '00000000-0000-4000-8000-000000000002';
    const expiresAt = Math.floor(Date.now() / 1000) + 3600;
    await rememberToken(store, ada.owner, { jti, tier: 'personal', scopes: ['a'], issuedAt: 'now', expiresAt });
    await harness.control({ failRenewal: { subscription: subscriptionId, status: 'past_due' } });
    await harness.event(await latest('invoice.payment_failed'));
    expect(await ada.read('tokens')).toEqual({ ready: null, tokens: [] });
    expect(revoked).toContain(jti);
    // The plan stays, because Stripe tries again.
    expect(await tierNow()).toBe('personal');
    await expect(
      harness.run('issue_subscription_token', { scopes: ['exploits:read'] }, { owner: ada.owner }),
    ).rejects.toMatchObject({ code: 'E4007' });
    await harness.event(paid);
    expect(await ada.read('tokens')).toMatchObject({ ready: null });
  });

  it('are ignored if their customer was not made here', async () => {
    const { data } = (await latest('customer.subscription.created')) as { data: { object: object } };
    const foreign = { ...data.object, customer: 'cus_foreign' };
    const event = { id: 'evt_foreign', type: 'customer.subscription.created', created: 1, data: { object: foreign } };
    await harness.event(event);
    expect(await tierNow()).toBe('free');
  });
});

describe('events of invoices and disputes', () => {
  it('are recorded once each', async () => {
    const paid = await latest('invoice.paid');
    for (let deliveries = 0; deliveries < 3; deliveries += 1) await harness.event(paid);
    expect(await ada.read('subscription')).toMatchObject({
      notices: [{ type: 'invoice.paid', status: 'paid', about: expect.stringMatching(/^in_/) }],
    });
  });

  it('are not recorded for an invoice that does not exist yet', async () => {
    const { customer } = ((await latest('invoice.paid')) as { data: { object: { customer: string } } }).data.object;
    const upcoming = { object: 'invoice', id: null, customer, status: 'draft' };
    await harness.event({ id: 'evt_upcoming', type: 'invoice.upcoming', created: 1, data: { object: upcoming } });
    expect(await ada.read('subscription')).toMatchObject({ granted_tier: 'personal', notices: [] });
  });

  it.each([
    ['customer.created', { id: 'cus_1' }],
    ['balance.available', { object: 'balance', available: [] }],
  ])('are ignored if they are of another type: %s', async (type, object) => {
    const before = harness.sent.length;
    await harness.event({ id: 'evt_1', type, created: 1, data: { object } });
    expect(harness.sent).toHaveLength(before);
  });
});
