import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/stripe/sandbox.ts';
import { dataOf, type FamilyHarness, openFamilyHarness } from '../../../test/support/family-harness.ts';
import { StripeContract } from '../../../test/support/stripe-contract.ts';
import family from './family.ts';

describe('a request of payments to Stripe', () => {
  let harness: FamilyHarness;
  let contract: StripeContract;
  beforeAll(async () => {
    harness = await openFamilyHarness(family, { sandbox });
    contract = new StripeContract();
  });
  afterAll(() => harness.stop());

  it('follows the published contract', async () => {
    await harness.run('add_payment_method', { payment_token: 'tok_visa', set_default: true });
    const order = { source_id: 'default', amount: '25.00', currency: 'USD', description: 'Order 1' };
    const args = { ...order, destination_id: 'acct_invented_shop' };
    const { payment_id } = dataOf(await harness.run('initiate_payment', args));
    await harness.run('initiate_payment', { ...order, destination_id: 'platform', off_session: true });
    await harness.run('process_refund', { payment_id, amount: '5.00', reason: 'duplicate' });
    await harness.lookUp('initiate_payment', args);
    await harness.lookUp('process_refund', { payment_id });
    await harness.read('payments://test:ada/methods?limit=1');
    await harness.read('payments://test:ada/history?start_date=2026-01-01&end_date=2099-01-01&limit=1');
    await harness.read(`payments://${payment_id}/status`);

    expect(harness.sent.length).toBeGreaterThan(15);
    expect(harness.sent.flatMap((request) => contract.faultsOf(request))).toEqual([]);
  });

  it.each([
    ['POST', '/v1/payment_intents', 'amount=2500&currency=usd&colour=red', 'colour'],
    ['POST', '/v1/refunds', 'reason=because', 'allowed'],
    ['GET', '/v1/refunds?state=open', '', 'state'],
    ['POST', '/v1/payment_attempts', '', 'not in the contract'],
  ])('is found faulty: %s %s %s', (method, path, body, fault) => {
    const url = new URL(path, 'http://stripe.test');
    expect(contract.faultsOf({ method, url, text: body }).join(' ')).toContain(fault);
  });
});
