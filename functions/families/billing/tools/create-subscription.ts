import type Stripe from 'stripe';
import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { CallKeysOutput, callKeys, writeStripe } from '../../../kit/stripe/ask.ts';
import { madeBy, markOf } from '../../../kit/stripe/call-mark.ts';
import { findCustomer } from '../../../kit/stripe/customer.ts';
import { STRIPE_FAILURES } from '../../../kit/stripe/failures.ts';
import { describeMethod, METHOD_FORM, SavedMethod, savedMethod } from '../../../kit/stripe/payment-method.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { notFoundYet } from '../../../kit/tool/not-found-yet.ts';
import { NO_RETRY } from '../../../kit/tool/retry.ts';
import { formatPrice, PLAN_FORM, PlanId, priceOfPlan } from '../provider/plans.ts';
import { withSubscribeLock } from '../provider/subscribe-lock.ts';
import {
  isHeld,
  isLive,
  SUBSCRIPTION_EXPANSIONS,
  SubscriptionOutput,
  subscriptionFacts,
  subscriptionsOf,
} from '../provider/subscription.ts';
import { tierNotice } from '../provider/terms.ts';
import { CHANGES_EACH_TIME, CONTRACT_RATE, SUBSCRIPTION, WRITE_SCOPE } from '../tool-traits.ts';

const input = z.object({
  plan_id: PlanId,
  payment_method_id: SavedMethod,
  user_id: z.string().optional().meta({ description: 'Person whose subscription it is. You if left out.' }),
});

const STEP = 'subscribe';
const unknownOutcome =
  'The subscription may have been made. Retry the call with the same idempotency key, or read billing://me/subscription.';

const ownerIn = (args: z.output<typeof input>, call: Call) => args.user_id ?? call.context.principal.id;
const methodIn = (args: z.output<typeof input>, call: Call) =>
  savedMethod(call, { id: args.payment_method_id, owner: ownerIn(args, call), field: 'payment_method_id' });

/** The tier of the person before; only known of the caller. */
const tierNow = (args: z.output<typeof input>, call: Call) =>
  ownerIn(args, call) === call.context.principal.id ? call.context.principal.tier : undefined;

/** @throws {ManifoldError} E2004 if the person has a subscription already, paid or waiting for its first payment */
function refuseSecond(subscriptions: readonly Stripe.Subscription[]): void {
  const held = subscriptions.find(isHeld);
  if (!held) return;
  throw new ManifoldError('E2004', `The person has a subscription already: ${held.id} (${held.status}).`, {
    details: {
      field: 'plan_id',
      suggestion: !isLive(held)
        ? 'Pay it at the action_url of billing://me/subscription, or cancel it first.'
        : 'Change it with update_subscription.',
    },
  });
}

export default defineTool({
  name: 'create_subscription',
  version: '1.0.0',
  title: 'Subscribe to a plan',
  description:
    'MOVES MONEY: starts a subscription that charges a saved payment method now and in each period, until it is cancelled. The plan applies within a minute. If the first payment does not go through, status is incomplete, and action_url is the page to pay or authenticate on. Prices: billing://plans.',
  category: 'billing',
  subcategory: 'subscriptions',
  tags: ['money', 'stripe'],
  examples: [{ title: 'The team plan', arguments: { plan_id: 'team', payment_method_id: 'default' } }],
  input,
  output: z.object({ ...SubscriptionOutput, ...CallKeysOutput }),
  annotations: CHANGES_EACH_TIME,
  movesMoney: true,
  retry: NO_RETRY,
  rateLimit: CONTRACT_RATE,
  requiredScopes: WRITE_SCOPE,
  errorMappings: STRIPE_FAILURES,
  auditFields: { user_id: 'person', plan_id: PLAN_FORM, payment_method_id: METHOD_FORM },
  subject: SUBSCRIPTION,
  checkWith: 'billing://me/subscription, which shows it if it was made',
  async effect(args, call) {
    const { customer, method } = await methodIn(args, call);
    refuseSecond(await subscriptionsOf(call, customer));
    const price = await priceOfPlan(call, args.plan_id);
    return `Subscribe to the plan "${args.plan_id}" for ${formatPrice(price)}, charged to the ${describeMethod(method)} now and in each period, until it is cancelled.${tierNotice({ from: tierNow(args, call), to: args.plan_id })}`;
  },
  async execute(args, call) {
    const { customer, method } = await methodIn(args, call);
    const price = await priceOfPlan(call, args.plan_id);
    return withSubscribeLock(call, ownerIn(args, call), async () => {
      refuseSecond(await subscriptionsOf(call, customer));
      const { data, meta } = await writeStripe(call, {
        step: STEP,
        unknownOutcome,
        fields: { default_payment_method: 'payment_method_id', items: 'plan_id', customer: 'user_id' },
        send: (stripe, options) =>
          stripe.subscriptions.create(
            {
              customer,
              items: [{ price: price.id }],
              default_payment_method: method.id,
              payment_behavior: 'allow_incomplete',
              metadata: { ...markOf(call), tier: args.plan_id },
              expand: SUBSCRIPTION_EXPANSIONS,
            },
            options,
          ),
      });
      return { data: { ...subscriptionFacts(data), ...callKeys(call, STEP) }, meta };
    });
  },
  async lookUp(args, call) {
    const customer = await findCustomer(call, ownerIn(args, call));
    // A subscription needs a payment method, which needs a customer: without a customer nothing was sent.
    if (customer === undefined) return { state: 'absent' };
    const found = (await subscriptionsOf(call, customer)).find((one) => madeBy(call, one));
    if (!found) return notFoundYet(call);
    return { state: 'found', answer: { data: { ...subscriptionFacts(found), ...callKeys(call, STEP) } } };
  },
});
