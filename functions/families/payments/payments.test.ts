import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dataOf, openStripeLab, type StripeLab } from '../../../test/support/stripe-lab.ts';
import family from './family.ts';

let lab: StripeLab;
beforeAll(async () => {
  lab = await openStripeLab(family);
});
afterAll(() => lab.stop());

const ADA = { owner: 'test:ada' };
const order = {
  source_id: 'default',
  destination_id: 'platform',
  amount: '25.00',
  currency: 'USD',
  description: 'Order 1042',
};

const addCard = async (token = 'pm_card_visa', who = ADA) =>
  dataOf(await lab.run('add_payment_method', { payment_token: token, set_default: true }, who));
const pay = async (args: Record<string, unknown> = {}, who: Parameters<StripeLab['run']>[2] = ADA) =>
  dataOf(await lab.run('initiate_payment', { ...order, ...args }, who));

describe('paying', () => {
  it('charges a saved card, and tells mode and keys', async () => {
    await addCard();
    const key = 'f'.repeat(32);
    const paid = await pay({}, { ...ADA, context: { idempotencyKey: 'mine', providerKey: key } });
    expect(paid).toMatchObject({
      status: 'succeeded',
      amount: '25.00',
      amount_minor: 2500,
      currency: 'USD',
      refundable: '25.00',
      destination_id: 'platform',
      mode: 'test',
      idempotency_key: 'mine',
      provider_key: `${key}-pay`,
    });
    expect(
      lab.sent.find(({ url, method }) => method === 'POST' && url.pathname === '/v1/payment_intents'),
    ).toMatchObject({
      idempotencyKey: `${key}-pay`,
    });
  });
});
