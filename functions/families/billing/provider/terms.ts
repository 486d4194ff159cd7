/** Sentences about a subscription for the person who confirms a change of it. */
import type Stripe from 'stripe';
import { TIERS, type Tier } from '../../../../schemas/tool-definition.ts';
import { isLive, paidUntil } from './subscription.ts';

const rank = (tier: Tier) => TIERS.indexOf(tier);

const dayOf = (seconds: number | null | undefined) => new Date((seconds ?? 0) * 1000).toISOString().slice(0, 10);

/** That the tier falls, if it does; empty otherwise. */
export function tierNotice({ from, to }: { from: Tier | undefined; to: Tier }): string {
  if (from === undefined || rank(to) >= rank(from)) return '';
  return ` The tier falls from "${from}" to "${to}" at once, with its limits and the tools that need more.`;
}

/** That the subscription is still set to end, and how to clear that; empty if it is not. */
export function endNotice({ cancel_at: end }: Pick<Stripe.Subscription, 'cancel_at'>): string {
  if (end === null) return '';
  return ` It is still set to end on ${dayOf(end)}, also after this change; resume_subscription clears that.`;
}

/** What a cancellation ends, and what of it has been paid. */
export function cancelNotice(subscription: Stripe.Subscription, when: 'period_end' | 'now'): string {
  const until = dayOf(paidUntil(subscription));
  if (subscription.status === 'incomplete') {
    return 'at once: its first payment was never completed, so nothing has been paid, and its open invoice is closed.';
  }
  if (subscription.status === 'trialing') {
    return when === 'now' ? 'at once, and its trial with it.' : `at the end of its trial, ${until}.`;
  }
  if (!isLive(subscription) || subscription.status === 'past_due') {
    const end = when === 'now' ? 'at once.' : `at the end of the current period, ${until}.`;
    return `${end} The current period has not been paid (${subscription.status}).`;
  }
  return when === 'now'
    ? `at once. The period that is paid until ${until} is not refunded.`
    : `at the end of the period that is paid, ${until}. It stays in effect until then.`;
}
