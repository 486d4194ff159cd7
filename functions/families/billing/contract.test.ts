import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/stripe/sandbox.ts';
import { dataOf, type FamilyHarness, openFamilyHarness } from '../../../test/support/family-harness.ts';
import { StripeContract } from '../../../test/support/stripe-contract.ts';
import family from './family.ts';
import { saveCard } from './testing/save-card.ts';

/** Newer than the excerpt of the contract (2023-08-16); its parameters are checked by the SDK's types alone. */
const NEWER = 'POST /v1/invoices/create_preview';

describe('a request of billing to Stripe', () => {
  let harness: FamilyHarness;
  beforeAll(async () => {
    harness = await openFamilyHarness(family, { sandbox });
  });
  afterAll(() => harness.stop());

  it('follows the published contract', async () => {
    await saveCard(harness, { owner: 'test:ada' });
    const wanted = { plan_id: 'team', payment_method_id: 'default' };
    const { subscription_id } = dataOf(await harness.run('create_subscription', wanted));
    const change = { subscription_id, plan_id: 'personal', proration: 'next_invoice' };
    await harness.effect('update_subscription', change);
    await harness.run('update_subscription', change);
    await harness.lookUp('create_subscription', wanted);
    await harness.run('cancel_subscription', { subscription_id });
    await harness.run('resume_subscription', { subscription_id });
    await harness.run('cancel_subscription', { subscription_id, when: 'now' });
    await harness.read('billing://test:ada/subscription');
    await harness.read('billing://test:ada/invoices?start_date=2026-01-01&limit=1');
    await harness.read('billing://plans');

    const contract = new StripeContract();
    const known = harness.sent.filter(({ method, url }) => `${method} ${url.pathname}` !== NEWER);
    expect(known.length).toBeGreaterThan(15);
    expect(known.length).toBeLessThan(harness.sent.length);
    expect(known.flatMap((request) => contract.faultsOf(request))).toEqual([]);
  });
});
