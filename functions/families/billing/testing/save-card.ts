import Stripe from 'stripe';
import { customerOf } from '../../../kit/stripe/customer.ts';
import type { Call } from '../../../kit/tool/call.ts';

/** The parts of the family harness that this helper needs; the test opens the harness. */
interface Harness {
  url: string;
  call(changes: { owner: string }): Call;
}

/** Stripe's SDK connected to the stand-in, independent of the family. */
export function stripeAt({ url }: Pick<Harness, 'url'>, key: string): Stripe {
  const { hostname: host, port } = new URL(url);
  return new Stripe(key, { host, port: Number(port), protocol: 'http', telemetry: false });
}

/** Saves a card for a person as the payments family does. @returns the customer at Stripe */
export async function saveCard(
  harness: Harness,
  { owner, token = 'pm_card_visa' }: { owner: string; token?: string },
): Promise<string> {
  const call = harness.call({ owner });
  const customer = await customerOf(call, owner);
  const { STRIPE_SECRET_KEY: key = '' } = await call.secret();
  const stripe = stripeAt(harness, key);
  const { id } = await stripe.paymentMethods.attach(token, { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } });
  return customer;
}
