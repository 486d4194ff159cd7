import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { StripeContract } from '../../test/support/stripe-contract.ts';
import type { RunningSandbox } from '../shared/serve.ts';
import { startServer } from './server.ts';
import { SANDBOX_KEY } from './stand-in.ts';

/** Fields of the API that the SDK speaks, which is newer than the excerpt of the contract (2023-08-16). */
const NEWER: Readonly<Record<string, readonly string[]>> = {
  invoice: ['parent', 'payments'],
  subscription_item: ['current_period_start', 'current_period_end'],
};

describe('objects of the stand-in', () => {
  let sandbox: RunningSandbox;
  const objects = new Map<string, object>();
  beforeAll(async () => {
    sandbox = await startServer({ log: () => undefined });
    const { hostname: host, port } = new URL(sandbox.url);
    const stripe = new Stripe(SANDBOX_KEY, { host, port: Number(port), protocol: 'http', telemetry: false });
    const customer = await stripe.customers.create({});
    const method = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    const setup = await stripe.setupIntents.create({ customer: customer.id, payment_method: method.id, confirm: true });
    const intent = await stripe.paymentIntents.create({
      amount: 2500,
      currency: 'usd',
      customer: customer.id,
      payment_method: method.id,
      confirm: true,
      expand: ['latest_charge'],
    });
    const refund = await stripe.refunds.create({ payment_intent: intent.id });
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: 'price_team_monthly' }],
      default_payment_method: method.id,
      expand: ['latest_invoice'],
    });
    const [item] = subscription.items.data;
    const [event] = (await stripe.events.list()).data;
    const product = await stripe.products.retrieve('prod_team');
    const made = [customer, method, setup, intent, intent.latest_charge, refund, subscription];
    for (const one of [...made, subscription.latest_invoice, item, item?.price, event, product]) {
      const object = one as { object: string };
      objects.set(object.object, object);
    }
  });
  afterAll(() => sandbox.stop());

  it('have only fields of the contract', () => {
    const contract = new StripeContract();
    expect(objects.size).toBe(12);
    for (const [kind, object] of objects) {
      const known = new Set([...contract.fieldsOf(kind), ...(NEWER[kind] ?? [])]);
      expect([kind, known.size > 5]).toEqual([kind, true]);
      expect([kind, Object.keys(object).filter((field) => !known.has(field))]).toEqual([kind, []]);
    }
  });
});
