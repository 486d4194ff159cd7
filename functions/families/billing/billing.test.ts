import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { SANDBOX_KEY } from '../../../sandboxes/stripe/stand-in.ts';
import { dataOf, openStripeLab, type StripeLab } from '../../../test/support/stripe-lab.ts';
import { customerOf } from '../../runtime/stripe/customer.ts';
import family from './family.ts';

let lab: StripeLab;
let stripe: Stripe;
beforeAll(async () => {
  lab = await openStripeLab(family);
  const { hostname: host, port } = new URL(lab.url);
  stripe = new Stripe(SANDBOX_KEY, { host, port: Number(port), protocol: 'http', telemetry: false });
});
afterAll(() => lab.stop());

let count = 0;
let owner = '';
beforeEach(() => {
  count += 1;
  owner = `test:subscriber-${count}`;
});

/** Saves a card as the payments family does. */
async function withCard(token = 'pm_card_visa'): Promise<string> {
  const customer = await customerOf(lab.call({ owner }), owner);
  const { id } = await stripe.paymentMethods.attach(token, { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } });
  return customer;
}
const subscribe = (plan = 'personal') =>
  lab.run('create_subscription', { plan_id: plan, payment_method_id: 'default' }, { owner });

describe('subscribing', () => {
  it('says what it costs, charges the saved card, and tells until when it is paid', async () => {
    await withCard();
    const effect = await lab.effect('create_subscription', { plan_id: 'pro', payment_method_id: 'default' }, { owner });
    expect(effect).toBe(
      'Subscribe to the plan "team" for 99.00 USD per month, charged to the visa that ends in 4242 now and in each period, until it is cancelled.',
    );
    expect(dataOf(await subscribe('pro'))).toMatchObject({
      status: 'active',
      plan: 'team',
      price: '99.00',
      currency: 'USD',
      interval: 'month',
      mode: 'test',
    });
    const { subscription } = await lab.read(`billing://${owner}/subscription`, { owner });
    expect(subscription).toMatchObject({ plan: 'team', status: 'active', action_url: null });
  });
});
