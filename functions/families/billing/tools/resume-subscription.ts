import type Stripe from 'stripe';
import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { CallKeysOutput, callKeys, writeStripe } from '../../../kit/stripe/ask.ts';
import { STRIPE_FAILURES } from '../../../kit/stripe/failures.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { NO_RETRY } from '../../../kit/tool/retry.ts';
import { formatPrice } from '../provider/plans.ts';
import {
  findSubscription,
  refuseEnded,
  SUBSCRIPTION_EXPANSIONS,
  SUBSCRIPTION_FORM,
  SubscriptionId,
  SubscriptionOutput,
  subscriptionFacts,
} from '../provider/subscription.ts';
import { CONTRACT_RATE, SUBSCRIPTION, WRITE_SCOPE } from '../tool-traits.ts';

const input = z.object({
  subscription_id: SubscriptionId,
  user_id: z.string().optional().meta({ description: 'Person whose subscription it is. You if left out.' }),
});

const STEP = 'resume';
const unknownOutcome = 'The subscription may have been resumed. Retrying does no harm.';

async function subscriptionIn(args: z.output<typeof input>, call: Call): Promise<Stripe.Subscription> {
  const owner = args.user_id ?? call.context.principal.id;
  const subscription = await findSubscription(call, { id: args.subscription_id, owner });
  refuseEnded(subscription);
  return subscription;
}

/** An end that was set for the period is cleared by its flag, and a date by an empty one. */
const clearedEnd = ({ cancel_at_period_end: atPeriodEnd }: Stripe.Subscription) =>
  atPeriodEnd ? { cancel_at_period_end: false } : ({ cancel_at: '' } as const);

export default defineTool({
  name: 'resume_subscription',
  version: '1.0.0',
  title: 'Undo the cancellation of a subscription',
  description:
    'Lets a subscription that is set to end go on. It is charged again in each period. An ended one cannot be resumed.',
  category: 'billing',
  subcategory: 'subscriptions',
  tags: ['money', 'stripe'],
  examples: [{ title: 'Go on after all', arguments: { subscription_id: 'sub_1Invented00000001' } }],
  input,
  output: z.object({ ...SubscriptionOutput, success: z.boolean(), ...CallKeysOutput }),
  annotations: { readOnly: false, destructive: false, idempotent: true, openWorld: true },
  movesMoney: true,
  retry: NO_RETRY,
  rateLimit: CONTRACT_RATE,
  requiredScopes: WRITE_SCOPE,
  errorMappings: STRIPE_FAILURES,
  auditFields: { user_id: 'person', subscription_id: SUBSCRIPTION_FORM },
  subject: SUBSCRIPTION,
  checkWith: 'billing://me/subscription, which says whether it ends',
  async effect(args, call) {
    const { id, cancel_at: end, items } = await subscriptionIn(args, call);
    const price = items.data[0]?.price;
    if (end === null) {
      throw new ManifoldError('E2004', 'The subscription is not set to end, so there is nothing to resume.', {
        details: { field: 'subscription_id' },
      });
    }
    const day = new Date(end * 1000).toISOString().slice(0, 10);
    const cost = price ? ` for ${formatPrice(price)}` : '';
    return `Let the subscription ${id} go on after ${day}, when it would end. It is charged again${cost}, until it is cancelled.`;
  },
  async execute(args, call) {
    const subscription = await subscriptionIn(args, call);
    const answer = (one: Stripe.Subscription) => ({
      ...subscriptionFacts(one),
      success: true,
      ...callKeys(call, STEP),
    });
    if (subscription.cancel_at === null) return { data: answer(subscription) };
    const { data, meta } = await writeStripe(call, {
      step: STEP,
      unknownOutcome,
      send: (stripe, options) =>
        stripe.subscriptions.update(
          subscription.id,
          { ...clearedEnd(subscription), expand: SUBSCRIPTION_EXPANSIONS },
          options,
        ),
    });
    return { data: answer(data), meta };
  },
});
