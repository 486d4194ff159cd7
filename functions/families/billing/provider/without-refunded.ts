import type Stripe from 'stripe';
import { askStripe } from '../../../kit/stripe/ask.ts';
import type { StripeCall } from '../../../kit/stripe/client.ts';
import { idOf } from '../../../kit/stripe/payment-method.ts';
import { isLive } from './subscription.ts';

/** An invoice may be made some time before the period that it is for. */
const SLACK_SECONDS = 3_600;

/**
 * The subscriptions in effect whose current period was not refunded. Stripe continues a subscription after a refund of
 * its payment, so its status alone does not say whether it is paid for.
 */
export async function withoutRefunded(
  call: StripeCall,
  subscriptions: readonly Stripe.Subscription[],
): Promise<Stripe.Subscription[]> {
  const held: Stripe.Subscription[] = [];
  for (const one of subscriptions.filter(isLive)) {
    if (!(await isPeriodRefunded(call, one))) held.push(one);
  }
  return held;
}

/** Whether a payment for the current period was refunded in full. */
async function isPeriodRefunded(call: StripeCall, { id, items }: Stripe.Subscription): Promise<boolean> {
  const begun = items.data[0]?.current_period_start ?? 0;
  const { data: invoices } = await askStripe(call, (stripe) =>
    stripe.invoices.list({
      subscription: id,
      status: 'paid',
      created: { gte: Math.max(0, begun - SLACK_SECONDS) },
      limit: 100,
      expand: ['data.payments'],
    }),
  );
  for (const payment of invoices.data.flatMap(({ payments }) => payments?.data ?? [])) {
    const intentId = idOf(payment.payment.payment_intent);
    if (intentId !== undefined && (await isRefunded(call, intentId))) return true;
  }
  return false;
}

async function isRefunded(call: StripeCall, intentId: string): Promise<boolean> {
  const { data: intent } = await askStripe(call, (stripe) =>
    stripe.paymentIntents.retrieve(intentId, { expand: ['latest_charge'] }),
  );
  const { latest_charge: charge } = intent;
  return typeof charge === 'object' && charge !== null && charge.refunded;
}
