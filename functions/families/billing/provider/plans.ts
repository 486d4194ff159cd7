import type Stripe from 'stripe';
import * as z from 'zod';
import type { Tier } from '../../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { formatMoney, type Money } from '../../../kit/money/money.ts';
import { fromStripe } from '../../../kit/stripe/amounts.ts';
import { askStripe } from '../../../kit/stripe/ask.ts';
import type { StripeCall } from '../../../kit/stripe/client.ts';

/** Plans that are paid for, in ascending order; each is a tier of the platform. */
export const PAID_TIERS = ['personal', 'team', 'enterprise'] as const satisfies readonly Tier[];
export type PaidTier = (typeof PAID_TIERS)[number];

/** Older names of the plans, as some prices and subscriptions still have them. */
const ALIASES: Readonly<Record<string, PaidTier>> = { basic: 'personal', pro: 'team' };

/** The tier that a name stands for, in any letter case; undefined where it is none. */
export function tierNamed(name: string | null | undefined): PaidTier | undefined {
  const plain = name?.trim().toLowerCase() ?? '';
  return ALIASES[plain] ?? PAID_TIERS.find((tier) => tier === plain);
}

/** Names of plans as audit keeps them. */
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

/** Interval of a price in words: `month`, `3 months`. */
function everyOf({ recurring }: Stripe.Price): string {
  const { interval = 'month', interval_count: count = 1 } = recurring ?? {};
  return count === 1 ? interval : `${count} ${interval}s`;
}

export const priceOf = ({ unit_amount: amount, currency }: Stripe.Price): Money => fromStripe(amount ?? 0, currency);

/** For people: `99.00 USD a month`. */
export const priceInWords = (price: Stripe.Price): string => `${formatMoney(priceOf(price))} per ${everyOf(price)}`;

/**
 * What plans cost: the account's active prices whose lookup key is the plan's name, or an older one.
 * @throws {ManifoldError} as Stripe fails
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

/** @throws {ManifoldError} E2004 where the plan has no price here */
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

/** The tier of a subscription: what its price says, else what its metadata says, which a change of price may outlive. */
export function tierOfSubscription({ items, metadata }: Stripe.Subscription): PaidTier | undefined {
  const price = items.data[0]?.price;
  return tierNamed(price?.lookup_key) ?? tierNamed(price?.metadata.tier) ?? tierNamed(metadata.tier);
}
