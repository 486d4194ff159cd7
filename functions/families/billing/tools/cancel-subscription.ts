import type Stripe from 'stripe';
import * as z from 'zod';
import { CallKeysOutput, callKeys, writeStripe } from '../../../kit/stripe/ask.ts';
import { STRIPE_FAILURES } from '../../../kit/stripe/failures.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { NO_RETRY } from '../../../kit/tool/retry.ts';
import {
  findSubscription,
  paidUntil,
  SUBSCRIPTION_EXPANSIONS,
  SUBSCRIPTION_FORM,
  SubscriptionId,
  SubscriptionOutput,
  subscriptionFacts,
} from '../provider/subscription.ts';
import { cancelNotice } from '../provider/terms.ts';
import { CONTRACT_RATE, SUBSCRIPTION, WRITE_SCOPE } from '../tool-traits.ts';

const input = z.object({
  subscription_id: SubscriptionId,
  when: z
    .enum(['period_end', 'now'])
    .default('period_end')
    .meta({ description: 'period_end: at the end of the period that is paid. now: at once, without a refund.' }),
  user_id: z.string().optional().meta({ description: 'Person whose subscription it is. You if left out.' }),
});
type Input = z.output<typeof input>;

const STEP = 'cancel';
const unknownOutcome = 'The subscription may have been cancelled. Retrying does no harm.';

const subscriptionIn = (args: Input, call: Call) =>
  findSubscription(call, { id: args.subscription_id, owner: args.user_id ?? call.context.principal.id });

/** Whether the subscription is already cancelled in the requested way; cancelling it twice is no error. */
function isCancelled(subscription: Stripe.Subscription, when: Input['when']): boolean {
  const hasEnded = subscription.status === 'canceled' || subscription.status === 'incomplete_expired';
  return hasEnded || (when === 'period_end' && subscription.cancel_at !== null);
}

/** A subscription whose first payment was never completed has no period to wait for. */
const isAtOnce = ({ status }: Stripe.Subscription, when: Input['when']) => when === 'now' || status === 'incomplete';

function cancelled(subscription: Stripe.Subscription, call: Call) {
  const { ended_at: ended, cancel_at: end } = subscription;
  const seconds = ended ?? end ?? paidUntil(subscription) ?? Math.floor(Date.now() / 1000);
  return {
    ...subscriptionFacts(subscription),
    success: true,
    end_date: new Date(seconds * 1000).toISOString(),
    ...callKeys(call, STEP),
  };
}

export default defineTool({
  name: 'cancel_subscription',
  version: '1.0.0',
  title: 'Cancel a subscription',
  description:
    'Cancels a subscription, at the end of the period that is paid or at once. Nothing is refunded. Within a minute after it has ended, its plan and its subscription tokens no longer work. resume_subscription undoes it until then.',
  category: 'billing',
  subcategory: 'subscriptions',
  tags: ['stripe'],
  examples: [
    { title: 'At the end of the period', arguments: { subscription_id: 'sub_1Invented00000001' } },
    { title: 'At once', arguments: { subscription_id: 'sub_1Invented00000001', when: 'now' } },
  ],
  input,
  output: z.object({
    ...SubscriptionOutput,
    success: z.boolean(),
    end_date: z.string().describe('ISO 8601, UTC: when it ends or has ended.'),
    ...CallKeysOutput,
  }),
  annotations: { readOnly: false, destructive: true, idempotent: true, openWorld: true },
  retry: NO_RETRY,
  rateLimit: CONTRACT_RATE,
  requiredScopes: WRITE_SCOPE,
  errorMappings: STRIPE_FAILURES,
  auditFields: { user_id: 'person', subscription_id: SUBSCRIPTION_FORM, when: 'closed' },
  subject: SUBSCRIPTION,
  checkWith: 'billing://me/subscription, which says when it ends',
  async effect(args, call) {
    const subscription = await subscriptionIn(args, call);
    const plan = subscriptionFacts(subscription).plan ?? 'unknown';
    return `Cancel the subscription ${subscription.id} ("${plan}") ${cancelNotice(subscription, args.when)}`;
  },
  async execute(args, call) {
    const subscription = await subscriptionIn(args, call);
    if (isCancelled(subscription, args.when)) return { data: cancelled(subscription, call) };
    const { id } = subscription;
    const { data, meta } = await writeStripe(call, {
      step: STEP,
      unknownOutcome,
      send: (stripe, options) =>
        isAtOnce(subscription, args.when)
          ? stripe.subscriptions.cancel(id, { expand: SUBSCRIPTION_EXPANSIONS }, options)
          : stripe.subscriptions.update(id, { cancel_at_period_end: true, expand: SUBSCRIPTION_EXPANSIONS }, options),
    });
    return { data: cancelled(data, call), meta };
  },
});
