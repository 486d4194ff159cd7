import type Stripe from 'stripe';
import * as z from 'zod';
import { TIERS } from '../../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { decimalOf } from '../../../core/money/money.ts';
import { askStripe } from '../../../kit/stripe/ask.ts';
import { modeOf, type StripeCall } from '../../../kit/stripe/client.ts';
import { findCustomer } from '../../../kit/stripe/customer.ts';
import { idOf } from '../../../kit/stripe/payment-method.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { type PaidTier, priceOf, tierNamed, tierOfSubscription } from './plans.ts';

/** A subscription, as tools and resources return it. */
export const SubscriptionOutput = {
  subscription_id: z.string(),
  status: z
    .string()
    .describe(
      'active, trialing, past_due: in effect; incomplete: the first payment has to be completed at action_url within 23 hours; unpaid, paused, incomplete_expired, canceled: not in effect.',
    ),
  plan: z.string().nullable(),
  pending_plan: z.string().nullable().describe('Plan that takes effect once its invoice is paid at action_url.'),
  price: z.string().nullable().describe('Decimal text in the unit of "currency", per interval.'),
  currency: z.string(),
  interval: z.string().nullable(),
  current_period_end: z.string().nullable().describe('End of the period that is paid; ISO 8601, UTC.'),
  cancel_at: z.string().nullable().describe('When a cancelled subscription will end; ISO 8601, UTC.'),
  ended_at: z.string().nullable().describe('ISO 8601, UTC.'),
  action_url: z.string().nullable().describe('Page on which an open invoice is paid or authenticated.'),
  mode: z.enum(['test', 'live']).describe('test: no real money moves.'),
};

/** Objects that are read together with a subscription: its latest invoice has the page for payment. */
export const SUBSCRIPTION_EXPANSIONS = ['latest_invoice'];

const LIVE = new Set<Stripe.Subscription.Status>(['active', 'trialing', 'past_due']);

/** Whether a subscription is in effect. `past_due` counts, since Stripe still tries to collect the payment. */
export const isLive = ({ status }: Stripe.Subscription): boolean => LIVE.has(status);

/** Whether a person with this subscription cannot have a second one: it is in effect, or still to be paid. */
export const isHeld = (subscription: Stripe.Subscription): boolean =>
  isLive(subscription) || ['incomplete', 'unpaid', 'paused'].includes(subscription.status);

const timeOf = (seconds: number | null | undefined) => (seconds ? new Date(seconds * 1000).toISOString() : null);

/** Unix seconds; end of the period that is paid. */
export const paidUntil = ({ items }: Stripe.Subscription): number | undefined => items.data[0]?.current_period_end;

export function subscriptionFacts(subscription: Stripe.Subscription) {
  const price = subscription.items.data[0]?.price;
  const invoice = subscription.latest_invoice;
  const isOpen = typeof invoice === 'object' && invoice?.status === 'open';
  return {
    subscription_id: subscription.id,
    status: subscription.status,
    plan: tierOfSubscription(subscription) ?? null,
    pending_plan: pendingPlanOf(subscription) ?? null,
    price: price ? decimalOf(priceOf(price)) : null,
    currency: subscription.currency.toUpperCase(),
    interval: price?.recurring?.interval ?? null,
    current_period_end: timeOf(paidUntil(subscription)),
    cancel_at: timeOf(subscription.cancel_at),
    ended_at: timeOf(subscription.ended_at),
    action_url: isOpen ? (invoice.hosted_invoice_url ?? null) : null,
    mode: modeOf(subscription),
  };
}

/** The plan of a change that waits for its payment; Stripe drops the change after 23 hours. */
export function pendingPlanOf({ pending_update: pending }: Stripe.Subscription): PaidTier | undefined {
  const price = pending?.subscription_items?.[0]?.price;
  return tierNamed(price?.lookup_key) ?? tierNamed(price?.metadata.tier);
}

/** All subscriptions of a customer, ended ones included, newest first. */
export async function subscriptionsOf(call: StripeCall, customer: string): Promise<Stripe.Subscription[]> {
  const { data } = await askStripe(call, (stripe) =>
    stripe.subscriptions.list({
      customer,
      status: 'all',
      limit: 100,
      expand: SUBSCRIPTION_EXPANSIONS.map((path) => `data.${path}`),
    }),
  );
  return data.data;
}

/** The subscription in effect with the highest tier. */
export function bestOf(subscriptions: readonly Stripe.Subscription[]): Stripe.Subscription | undefined {
  const rank = (one: Stripe.Subscription) => TIERS.indexOf(tierOfSubscription(one) ?? 'free');
  return subscriptions.filter(isLive).sort((one, other) => rank(other) - rank(one))[0];
}

/** Form of Stripe's ids, for audit. */
export const SUBSCRIPTION_FORM = { pattern: 'sub_[0-9][A-Za-z0-9]{13,40}' };

export const SubscriptionId = z
  .string()
  .regex(/^sub_\w{3,100}$/, 'expected the id of a subscription, sub_…')
  .meta({ description: 'Id of the subscription (sub_…), as billing://me/subscription gives it.' });

/**
 * A subscription of a person, read from Stripe. A subscription of another person is answered like one that does not
 * exist.
 * @throws {ManifoldError} E4007 that names `subscription_id`
 */
export async function findSubscription(
  call: Call,
  { id, owner }: { id: string; owner: string },
): Promise<Stripe.Subscription> {
  const customer = await findCustomer(call, owner);
  try {
    if (customer !== undefined) {
      const { data } = await askStripe(call, (stripe) =>
        stripe.subscriptions.retrieve(id, { expand: SUBSCRIPTION_EXPANSIONS }),
      );
      if (idOf(data.customer) === customer) return data;
    }
  } catch (thrown) {
    if (!(thrown instanceof ManifoldError && thrown.code === 'E4007')) throw thrown;
  }
  throw new ManifoldError('E4007', 'You have no subscription with this "subscription_id".', {
    details: { field: 'subscription_id', suggestion: 'Read billing://me/subscription first.' },
  });
}

/** @throws {ManifoldError} E2004 if the subscription has ended and so can no longer be changed */
export function refuseEnded({ id, status }: Stripe.Subscription): void {
  if (status !== 'canceled' && status !== 'incomplete_expired') return;
  throw new ManifoldError('E2004', `The subscription ${id} has ended.`, {
    details: { field: 'subscription_id', suggestion: 'Make a new one with create_subscription.' },
  });
}
