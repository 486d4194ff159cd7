import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StripeContract } from '../../../test/support/stripe-contract.ts';
import { dataOf, openStripeLab, type StripeLab } from '../../../test/support/stripe-lab.ts';
import family from './family.ts';
import { saveCard } from './testing/save-card.ts';

/** Newer than the excerpt of the contract (2023-08-16); its parameters are checked by the SDK's types alone. */
const NEWER = 'POST /v1/invoices/create_preview';

describe('what billing sends to Stripe', () => {
  let lab: StripeLab;
  beforeAll(async () => {
    lab = await openStripeLab(family);
  });
  afterAll(() => lab.stop());

  it('keeps to the published contract, request by request', async () => {
    await saveCard(lab, { owner: 'test:ada' });
    const wanted = { plan_id: 'team', payment_method_id: 'default' };
    const { subscription_id } = dataOf(await lab.run('create_subscription', wanted));
    const change = { subscription_id, plan_id: 'personal', proration: 'next_invoice' };
    await lab.effect('update_subscription', change);
    await lab.run('update_subscription', change);
    await lab.lookUp('create_subscription', wanted);
    await lab.run('cancel_subscription', { subscription_id });
    await lab.run('cancel_subscription', { subscription_id, when: 'now' });
    await lab.read('billing://test:ada/subscription');
    await lab.read('billing://test:ada/invoices?start_date=2026-01-01&limit=1');
    await lab.read('billing://plans');

    const contract = new StripeContract();
    const known = lab.sent.filter(({ method, url }) => `${method} ${url.pathname}` !== NEWER);
    expect(known.length).toBeGreaterThan(15);
    expect(known.length).toBeLessThan(lab.sent.length);
    expect(known.flatMap((request) => contract.faultsOf(request))).toEqual([]);
  });
});
