import type Stripe from 'stripe';
import * as z from 'zod';
import type { Tier } from '../../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { formatMoney, type Money } from '../../../core/money/money.ts';
import { fromStripe } from '../../../kit/stripe/amounts.ts';
import { askStripe } from '../../../kit/stripe/ask.ts';
import type { StripeCall } from '../../../kit/stripe/client.ts';

/** Paid plans in ascending order; each is a tier of the platform. */
export const PAID_TIERS = ['personal', 'team', 'enterprise'] as const satisfies readonly Tier[];
export type PaidTier = (typeof PAID_TIERS)[number];

/** Older names of the plans, which some prices and subscriptions still have. */
const ALIASES: Readonly<Record<string, PaidTier>> = { basic: 'personal', pro: 'team' };

/** The tier with this name, in any letter case; undefined if no plan has it. */
export function tierNamed(name: string | null | undefined): PaidTier | undefined {
  const plain = name?.trim().toLowerCase() ?? '';
  return ALIASES[plain] ?? PAID_TIERS.find((tier) => tier === plain);
}

/** Names of plans, for audit. */
export const PLAN_FORM = { values: [...PAID_TIERS, ...Object.keys(ALIASES)] };

export const PlanId = z
  .string()
  .meta({ description: `The plan: ${PAID_TIERS.join(', ')}.` })
  .transform((name, context) => {
    const tier = tierNamed(name);
    if (tier !== undefined) return tier;
    context.addIssue({ code: 'custom', message: `expected ${PAID_TIERS.join(', ')}`, input: name });
    return z.NEVER;
  });

/** Interval of a price for people: `month`, `3 months`. */
function everyOf({ recurring }: Stripe.Price): string {
  const { interval = 'month', interval_count: count = 1 } = recurring ?? {};
  return count === 1 ? interval : `${count} ${interval}s`;
}

export const priceOf = ({ unit_amount: amount, currency }: Stripe.Price): Money => fromStripe(amount ?? 0, currency);

/** A price for people: `99.00 USD per month`. */
export const formatPrice = (price: Stripe.Price): string => `${formatMoney(priceOf(price))} per ${everyOf(price)}`;

/**
 * Prices of the plans: the active prices of the Stripe account whose lookup key is the current or an older name of a
 * plan.
 * @throws {ManifoldError} as the failure mapping of Stripe says
 */
export async function pricesOf(call: StripeCall): Promise<{ plan: PaidTier; price: Stripe.Price }[]> {
  const names = [...PAID_TIERS, ...Object.keys(ALIASES)];
  const { data } = await askStripe(call, (stripe) =>
    stripe.prices.list({ lookup_keys: names, active: true, limit: 100 }),
  );
  return PAID_TIERS.flatMap((plan) => {
    const price = data.data.find(({ lookup_key: key }) => tierNamed(key) === plan);
    return price ? [{ plan, price }] : [];
  });
}

/** @throws {ManifoldError} E2004 if the plan has no price */
export async function priceOfPlan(call: StripeCall, wanted: PaidTier): Promise<Stripe.Price> {
  const prices = await pricesOf(call);
  const found = prices.find(({ plan }) => plan === wanted);
  if (found) return found.price;
  const offered = prices.map(({ plan }) => plan).join(', ');
  throw new ManifoldError('E2004', `The plan "${wanted}" is not offered here.`, {
    details: {
      field: 'plan_id',
      expectedFormat: offered === '' ? 'a plan that the operators have priced' : `one of ${offered}`,
    },
  });
}

/** The tier of a subscription: from its price, or else from its metadata, which may be older than the price. */
export function tierOfSubscription({ items, metadata }: Stripe.Subscription): PaidTier | undefined {
  const price = items.data[0]?.price;
  return tierNamed(price?.lookup_key) ?? tierNamed(price?.metadata.tier) ?? tierNamed(metadata.tier);
}
