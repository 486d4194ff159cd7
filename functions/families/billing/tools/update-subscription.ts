import type Stripe from 'stripe';
import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { formatMoney, type Money } from '../../../core/money/money.ts';
import { fromStripe } from '../../../kit/stripe/amounts.ts';
import { askStripe, CallKeysOutput, callKeys, writeStripe } from '../../../kit/stripe/ask.ts';
import { madeBy, markOf } from '../../../kit/stripe/call-mark.ts';
import { STRIPE_FAILURES } from '../../../kit/stripe/failures.ts';
import { idOf } from '../../../kit/stripe/payment-method.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { notFoundYet } from '../../../kit/tool/not-found-yet.ts';
import { NO_RETRY } from '../../../kit/tool/retry.ts';
import { formatPrice, PAID_TIERS, PLAN_FORM, PlanId, priceOfPlan, tierOfSubscription } from '../provider/plans.ts';
import {
  findSubscription,
  pendingPlanOf,
  refuseEnded,
  SUBSCRIPTION_EXPANSIONS,
  SUBSCRIPTION_FORM,
  SubscriptionId,
  SubscriptionOutput,
  subscriptionFacts,
} from '../provider/subscription.ts';
import { endNotice, tierNotice } from '../provider/terms.ts';
import { CHANGES_EACH_TIME, CONTRACT_RATE, SUBSCRIPTION, WRITE_SCOPE } from '../tool-traits.ts';

/** Stripe's name for each way to settle the price difference for the rest of the period. */
const PRORATIONS = {
  charge_now: 'always_invoice',
  next_invoice: 'create_prorations',
  none: 'none',
} as const;

const input = z.object({
  subscription_id: SubscriptionId,
  plan_id: PlanId,
  proration: z.enum(['charge_now', 'next_invoice', 'none']).default('charge_now').meta({
    description:
      'When the difference for the rest of the period is charged or credited. A higher plan allows only charge_now.',
  }),
  user_id: z.string().optional().meta({ description: 'Person whose subscription it is. You if left out.' }),
});
type Input = z.output<typeof input>;

const STEP = 'change';
const MARK_STEP = 'mark';
const unknownOutcome =
  'The plan may have been changed. Retry the call with the same idempotency key, or read billing://me/subscription.';

async function subscriptionIn(args: Input, call: Call) {
  const owner = args.user_id ?? call.context.principal.id;
  const subscription = await findSubscription(call, { id: args.subscription_id, owner });
  refuseEnded(subscription);
  const [item] = subscription.items.data;
  if (!item) throw new ManifoldError('E4004', `Stripe answered the subscription ${subscription.id} without its plan.`);
  return { subscription, item };
}

/** The price difference for the rest of the period, computed by Stripe; negative if it is credited to the customer. */
async function differenceOf(call: Call, { subscription, item }: Current, price: Stripe.Price): Promise<Money> {
  const { data } = await askStripe(call, (stripe) =>
    stripe.invoices.createPreview({
      customer: idOf(subscription.customer),
      subscription: subscription.id,
      subscription_details: { items: [{ id: item.id, price: price.id }], proration_behavior: 'always_invoice' },
    }),
  );
  return fromStripe(data.total, data.currency);
}
type Current = Awaited<ReturnType<typeof subscriptionIn>>;

function describeProration(proration: Input['proration'], difference: Money): string {
  if (proration === 'none' || difference.minor === 0)
    return 'For the rest of this period nothing is charged or credited.';
  const about = formatMoney({ ...difference, minor: Math.abs(difference.minor) });
  if (difference.minor < 0) return `For the rest of this period about ${about} are credited to the next invoices.`;
  return proration === 'charge_now'
    ? `For the rest of this period about ${about} are charged at once.`
    : `For the rest of this period about ${about} are charged with the next invoice.`;
}

export default defineTool({
  name: 'update_subscription',
  version: '1.0.0',
  title: 'Change the plan of a subscription',
  description:
    'MOVES MONEY: changes a subscription to another plan at once. proration says when the difference for the rest of the period is charged or credited. If the charge needs an authentication or fails, pending_plan waits for the payment at action_url.',
  category: 'billing',
  subcategory: 'subscriptions',
  tags: ['money', 'stripe'],
  examples: [
    {
      title: 'To the team plan, the difference at once',
      arguments: { subscription_id: 'sub_1Invented00000001', plan_id: 'team' },
    },
  ],
  input,
  output: z.object({
    ...SubscriptionOutput,
    success: z.boolean().describe('False while pending_plan waits for its payment.'),
    effective_date: z.string().nullable().describe('ISO 8601, UTC; null while it waits.'),
    ...CallKeysOutput,
  }),
  annotations: CHANGES_EACH_TIME,
  movesMoney: true,
  retry: NO_RETRY,
  rateLimit: CONTRACT_RATE,
  requiredScopes: WRITE_SCOPE,
  errorMappings: STRIPE_FAILURES,
  auditFields: { user_id: 'person', subscription_id: SUBSCRIPTION_FORM, plan_id: PLAN_FORM, proration: 'closed' },
  subject: SUBSCRIPTION,
  checkWith: 'billing://me/subscription, which says the plan',
  async effect(args, call) {
    const current = await subscriptionIn(args, call);
    const price = await priceOfPlan(call, args.plan_id);
    refuseSame(current, price);
    refuseUnpaid(current, args);
    const from = tierOfSubscription(current.subscription) ?? 'unknown';
    const difference = await differenceOf(call, current, price);
    return `Change the subscription ${current.subscription.id} from "${from}" (${formatPrice(current.item.price)}) to "${args.plan_id}" (${formatPrice(price)}) at once. ${describeProration(args.proration, difference)}${tierNotice({ from: tierOfSubscription(current.subscription), to: args.plan_id })}${endNotice(current.subscription)}`;
  },
  async execute(args, call) {
    const current = await subscriptionIn(args, call);
    const price = await priceOfPlan(call, args.plan_id);
    refuseSame(current, price);
    refuseUnpaid(current, args);
    const { subscription, item } = current;
    // A change that may wait for its payment takes no metadata, so the mark for the look-up is a request of its own.
    await writeStripe(call, {
      step: MARK_STEP,
      unknownOutcome,
      send: (stripe, options) => stripe.subscriptions.update(subscription.id, { metadata: markOf(call) }, options),
    });
    const { data, meta } = await writeStripe(call, {
      step: STEP,
      unknownOutcome,
      fields: { items: 'plan_id', proration_behavior: 'proration' },
      send: (stripe, options) =>
        stripe.subscriptions.update(
          subscription.id,
          {
            items: [{ id: item.id, price: price.id }],
            proration_behavior: PRORATIONS[args.proration],
            payment_behavior: 'pending_if_incomplete',
            expand: SUBSCRIPTION_EXPANSIONS,
          },
          options,
        ),
    });
    return { data: changed(data, call), meta };
  },
  async lookUp(args, call) {
    const { subscription } = await subscriptionIn(args, call);
    const plans = [tierOfSubscription(subscription), pendingPlanOf(subscription)];
    if (!madeBy(call, subscription) || !plans.includes(args.plan_id)) return notFoundYet(call);
    return { state: 'found', answer: { data: changed(subscription, call) } };
  },
});

function changed(subscription: Stripe.Subscription, call: Call) {
  const success = pendingPlanOf(subscription) === undefined;
  const effective_date = success ? new Date().toISOString() : null;
  return { ...subscriptionFacts(subscription), success, effective_date, ...callKeys(call, STEP) };
}

/** @throws {ManifoldError} E2004 if the subscription already has this plan */
function refuseSame({ item }: Current, price: Stripe.Price): void {
  if (item.price.id !== price.id) return;
  throw new ManifoldError('E2004', 'The subscription already has this plan.', {
    details: { field: 'plan_id', expectedFormat: 'a plan other than the current one' },
  });
}

/**
 * Refuses a higher plan that is not paid at once: a difference that waits for the next invoice would never be paid if
 * the subscription were cancelled or downgraded first.
 *
 * @throws {ManifoldError} E2004 that names `proration`
 */
function refuseUnpaid({ subscription }: Current, { plan_id: plan, proration }: Input): void {
  const ranks: readonly (string | undefined)[] = PAID_TIERS;
  const rank = (tier: string | undefined) => ranks.indexOf(tier);
  if (proration === 'charge_now' || rank(plan) <= rank(tierOfSubscription(subscription))) return;
  throw new ManifoldError('E2004', 'A higher plan applies at once, so "proration" has to be charge_now.', {
    details: { field: 'proration', expectedFormat: 'charge_now', suggestion: 'Leave it out.' },
  });
}
