import type Stripe from 'stripe';
import * as z from 'zod';
import { TIERS } from '../../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { decimalOf } from '../../../kit/money/money.ts';
import { askStripe } from '../../../kit/stripe/ask.ts';
import { modeOf, type StripeCall } from '../../../kit/stripe/client.ts';
import { findCustomer } from '../../../kit/stripe/customer.ts';
import { idOf } from '../../../kit/stripe/payment-method.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { priceOf, tierOfSubscription } from './plans.ts';

/** What is answered of a subscription, wherever it is answered. */
export const SubscriptionOutput = {
  subscription_id: z.string(),
  status: z
    .string()
    .describe(
      'active, trialing, past_due: it holds; incomplete: the first payment waits at action_url, for 23 hours; unpaid, paused, incomplete_expired, canceled: it does not hold.',
    ),
  plan: z.string().nullable(),
  price: z.string().nullable().describe('Per interval.'),
  currency: z.string(),
  interval: z.string().nullable(),
  current_period_end: z.string().nullable().describe('ISO 8601, UTC: until when it is paid.'),
  cancel_at: z.string().nullable().describe('ISO 8601, UTC: when it will end, where it was cancelled.'),
  ended_at: z.string().nullable().describe('ISO 8601, UTC.'),
  action_url: z.string().nullable().describe('Page on which an open invoice is paid or authenticated.'),
  mode: z.enum(['test', 'live']).describe('In test no real money moves.'),
};

/** What a subscription is read with: its latest invoice says where to pay. */
export const SUBSCRIPTION_EXPANSIONS = ['latest_invoice'];

const LIVE = new Set<Stripe.Subscription.Status>(['active', 'trialing', 'past_due']);

/** Whether a subscription gives what it is paid for. Past due counts: Stripe still tries to collect. */
export const isLive = ({ status }: Stripe.Subscription): boolean => LIVE.has(status);

const timeOf = (seconds: number | null | undefined) => (seconds ? new Date(seconds * 1000).toISOString() : null);

/** Unix seconds until which it is paid. */
export const paidUntil = ({ items }: Stripe.Subscription): number | undefined => items.data[0]?.current_period_end;

export function subscriptionFacts(subscription: Stripe.Subscription) {
  const price = subscription.items.data[0]?.price;
  const invoice = subscription.latest_invoice;
  const isOpen = typeof invoice === 'object' && invoice?.status === 'open';
  return {
    subscription_id: subscription.id,
    status: subscription.status,
    plan: tierOfSubscription(subscription) ?? null,
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

/** All subscriptions of a customer, also those that ended, newest first. */
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

/** The subscription that counts: of those that hold the one with the highest tier. */
export function bestOf(subscriptions: readonly Stripe.Subscription[]): Stripe.Subscription | undefined {
  const rank = (one: Stripe.Subscription) => TIERS.indexOf(tierOfSubscription(one) ?? 'free');
  return subscriptions.filter(isLive).sort((one, other) => rank(other) - rank(one))[0];
}

/** Ids as Stripe makes them, for audit. */
export const SUBSCRIPTION_FORM = { pattern: 'sub_[0-9][A-Za-z0-9]{13,40}' };

export const SubscriptionId = z
  .string()
  .regex(/^sub_\w{3,100}$/, 'expected the id of a subscription, sub_…')
  .meta({ description: 'Id of the subscription (sub_…), as billing://me/subscription gives it.' });

/**
 * A subscription of a person, as Stripe has it now. One of somebody else looks like one that does not exist.
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

/** @throws {ManifoldError} E2004 where the subscription has ended, and so cannot be changed any more */
export function refuseEnded({ id, status }: Stripe.Subscription): void {
  if (status !== 'canceled' && status !== 'incomplete_expired') return;
  throw new ManifoldError('E2004', `The subscription ${id} has ended.`, {
    details: { field: 'subscription_id', suggestion: 'Make a new one with create_subscription.' },
  });
}
