import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import type { RunningSandbox } from '../shared/serve.ts';
import { startServer } from './server.ts';
import { SANDBOX_KEY } from './stand-in.ts';

let sandbox: RunningSandbox;
let stripe: Stripe;
beforeEach(async () => {
  sandbox = await startServer({ log: () => undefined });
  stripe = clientOf(SANDBOX_KEY);
});
afterEach(() => sandbox.stop());

function clientOf(key: string): Stripe {
  const { hostname: host, port } = new URL(sandbox.url);
  return new Stripe(key, { host, port: Number(port), protocol: 'http', maxNetworkRetries: 0, telemetry: false });
}

const card = (token: string) => ({ payment_method: token, payment_method_types: ['card'], confirm: true });

describe('the stand-in for Stripe, through its own SDK', () => {
  it('pays with a good card, and keeps the payment', async () => {
    const made = await stripe.paymentIntents.create({ amount: 2500, currency: 'usd', ...card('pm_card_visa') });
    expect(made).toMatchObject({ status: 'succeeded', amount_received: 2500 });
    expect(await stripe.paymentIntents.retrieve(made.id)).toMatchObject({ id: made.id, status: 'succeeded' });
  });

  it.each([
    ['pm_card_visa_chargeDeclined', 'generic_decline'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
  ])('declines %s', async (token, declineCode) => {
    const attempt = stripe.paymentIntents.create({ amount: 2500, currency: 'usd', ...card(token) });
    await expect(attempt).rejects.toMatchObject({
      type: 'StripeCardError',
      decline_code: declineCode,
      statusCode: 402,
    });
  });

  it('asks for authentication, and is paid once it was given', async () => {
    const made = await stripe.paymentIntents.create({
      amount: 2500,
      currency: 'usd',
      return_url: 'https://shop.example/done',
      ...card('pm_card_authenticationRequired'),
    });
    expect(made.status).toBe('requires_action');
    const page = await fetch(made.next_action?.redirect_to_url?.url ?? '', { redirect: 'manual' });
    expect(page.headers.get('location')).toContain('https://shop.example/done');
    expect(await stripe.paymentIntents.retrieve(made.id)).toMatchObject({ status: 'succeeded' });
  });

  it('refunds in parts, never more than was paid', async () => {
    const { id } = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd', ...card('pm_card_visa') });
    await stripe.refunds.create({ payment_intent: id, amount: 600 });
    await expect(stripe.refunds.create({ payment_intent: id, amount: 600 })).rejects.toMatchObject({ param: 'amount' });
    await stripe.refunds.create({ payment_intent: id });
    await expect(stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    expect((await stripe.refunds.list({ payment_intent: id })).data.map(({ amount }) => amount)).toEqual([400, 600]);
  });

  it('gives the first answer to a repeated key, and refuses it for another request', async () => {
    const create = (amount: number) =>
      stripe.paymentIntents.create({ amount, currency: 'usd' }, { idempotencyKey: 'key-1' });
    const [first, second] = [await create(700), await create(700)];
    expect(second.id).toBe(first.id);
    await expect(create(800)).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
  });

  it('refuses parameters and paths that it does not know', async () => {
    const odd = { amount: 700, currency: 'usd', colour: 'red' } as Stripe.PaymentIntentCreateParams;
    await expect(stripe.paymentIntents.create(odd)).rejects.toMatchObject({
      code: 'parameter_unknown',
      param: 'colour',
    });
    await expect(stripe.coupons.list()).rejects.toMatchObject({ statusCode: 404 });
    await expect(clientOf('sk_test_wrong').customers.list()).rejects.toMatchObject({ statusCode: 401 });
  });

  it('keeps a customer with cards, and pages through lists', async () => {
    const customer = await stripe.customers.create({ metadata: { user: 'invented-1' } });
    for (const token of ['pm_card_visa', 'pm_card_mastercard'])
      await stripe.paymentMethods.attach(token, { customer: customer.id });
    const first = await stripe.customers.listPaymentMethods(customer.id, { limit: 1 });
    expect(first.has_more).toBe(true);
    const brands: unknown[] = [];
    for await (const method of stripe.customers.listPaymentMethods(customer.id, { limit: 1 }))
      brands.push(method.card?.brand);
    expect(brands).toEqual(['mastercard', 'visa']);
  });

  it('subscribes, changes the plan, and ends it', async () => {
    const customer = await stripe.customers.create({});
    const { id: method } = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    const made = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: 'price_personal_monthly' }],
      default_payment_method: method,
      expand: ['latest_invoice'],
    });
    expect(made).toMatchObject({ status: 'active', latest_invoice: { status: 'paid', amount_paid: 1900 } });
    const changed = await stripe.subscriptions.update(made.id, {
      items: [{ id: made.items.data[0]?.id ?? '', price: 'price_team_monthly' }],
      proration_behavior: 'always_invoice',
    });
    expect(changed.items.data[0]?.price.id).toBe('price_team_monthly');
    expect((await stripe.subscriptions.cancel(made.id)).status).toBe('canceled');
    expect((await stripe.invoices.list({ customer: customer.id })).data).toHaveLength(2);
    const types = (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type);
    expect(types.filter((type) => type.startsWith('customer.subscription')).sort()).toEqual([
      'customer.subscription.created',
      'customer.subscription.deleted',
      'customer.subscription.updated',
    ]);
  });

  it('breaks a connection after the work, so that only the idempotency key shows what was done', async () => {
    const params = { amount: 900, currency: 'usd', description: 'simulate:drop-after:once' };
    const options = { idempotencyKey: 'key-2' };
    // The SDK retries a broken connection by itself, with the same key.
    await stripe.paymentIntents.create(params, options);
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
  });
});
