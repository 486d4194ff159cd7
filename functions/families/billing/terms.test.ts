import { beforeEach, describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/stripe/sandbox.ts';
import { dataOf, familyUnderTest } from '../../../test/support/family-harness.ts';
import family from './family.ts';
import { saveCard } from './testing/save-card.ts';
import { newSubscriber, type Subscriber } from './testing/subscriber.ts';

const harness = await familyUnderTest(family, { sandbox });

let ada: Subscriber;
beforeEach(() => {
  ada = newSubscriber(harness);
});
const who = () => ({ owner: ada.owner });
const subscribed = async (plan: string, token?: string) => {
  await saveCard(harness, { ...who(), token });
  return dataOf(await ada.subscribe(plan));
};
const failRenewal = (subscription: string, status: string) =>
  harness.control({ failRenewal: { subscription, status } });

describe('a subscription that is set to end', () => {
  it('is said to end still when its plan changes, and which tool clears that', async () => {
    const { subscription_id, current_period_end } = await subscribed('personal');
    await ada.cancel({ subscription_id });
    const args = { subscription_id, plan_id: 'team' };
    const day = current_period_end.slice(0, 10);
    expect(await harness.effect('update_subscription', args, who())).toContain(
      `It is still set to end on ${day}, also after this change; resume_subscription clears that.`,
    );
    expect(dataOf(await ada.change(args))).toMatchObject({ plan: 'team', cancel_at: current_period_end });
  });

  it('goes on after it was resumed, at its price, and resuming it again changes nothing', async () => {
    const { subscription_id, current_period_end } = await subscribed('team');
    await ada.cancel({ subscription_id });
    expect(await harness.effect('resume_subscription', { subscription_id }, who())).toBe(
      `Let the subscription ${subscription_id} go on after ${current_period_end.slice(0, 10)}, when it would end. It is charged again for 99.00 USD per month, until it is cancelled.`,
    );
    for (let times = 0; times < 2; times += 1) {
      expect(dataOf(await ada.resume({ subscription_id }))).toMatchObject({ status: 'active', cancel_at: null });
    }
    await expect(harness.effect('resume_subscription', { subscription_id }, who())).rejects.toMatchObject({
      code: 'E2004',
      details: { field: 'subscription_id' },
    });
    await ada.cancel({ subscription_id, when: 'now' });
    await expect(ada.resume({ subscription_id })).rejects.toMatchObject({ code: 'E2004' });
  });
});

describe('a higher plan that its card does not pay at once', () => {
  it('waits for the payment at action_url, and the plan stays until then', async () => {
    const { subscription_id, action_url: first } = await subscribed('personal', 'pm_card_authenticationRequired');
    await fetch(first, { redirect: 'manual' });
    const context = { providerKey: 'a'.repeat(32) };
    const args = { subscription_id, plan_id: 'team' };
    const waiting = dataOf(await ada.change(args, { context }));
    expect(waiting).toMatchObject({ success: false, plan: 'personal', pending_plan: 'team', effective_date: null });
    const found = await harness.lookUp('update_subscription', args, { ...who(), context });
    expect(found).toMatchObject({ lookUp: 'found', structuredContent: { pending_plan: 'team' } });
    await fetch(waiting.action_url, { redirect: 'manual' });
    expect(await ada.read('subscription')).toMatchObject({
      subscription: { plan: 'team', pending_plan: null, action_url: null, status: 'active' },
    });
  });
});

describe('a lower tier', () => {
  it('is said before a change, and before a subscription of a person with a higher tier', async () => {
    const { subscription_id } = await subscribed('team');
    const sentence = 'The tier falls from "team" to "personal" at once';
    expect(await harness.effect('update_subscription', { subscription_id, plan_id: 'personal' }, who())).toContain(
      sentence,
    );
    const higher = await harness.effect('update_subscription', { subscription_id, plan_id: 'enterprise' }, who());
    expect(higher).not.toContain('falls');
    ada = newSubscriber(harness);
    await saveCard(harness, who());
    const wanted = { plan_id: 'personal', payment_method_id: 'default' };
    expect(await harness.effect('create_subscription', wanted, { ...who(), tier: 'team' })).toContain(sentence);
    expect(await harness.effect('create_subscription', wanted, who())).not.toContain('falls');
  });
});

describe('a subscription that is not paid', () => {
  it.each(['past_due', 'unpaid'])(
    'stops a second one while it is %s, and no paid period is promised',
    async (status) => {
      const { subscription_id } = await subscribed('team');
      await failRenewal(subscription_id, status);
      await expect(ada.subscribe('team')).rejects.toMatchObject({ code: 'E2004', details: { field: 'plan_id' } });
      expect(await harness.effect('cancel_subscription', { subscription_id }, who())).toContain(
        `The current period has not been paid (${status}).`,
      );
    },
  );

  it('is cancelled at once if its first payment was never completed', async () => {
    const { subscription_id } = await subscribed('team', 'pm_card_authenticationRequired');
    expect(await harness.effect('cancel_subscription', { subscription_id }, who())).toContain(
      'its first payment was never completed, so nothing has been paid',
    );
    expect(dataOf(await ada.cancel({ subscription_id }))).toMatchObject({ status: 'canceled' });
  });
});
