import { beforeEach, describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/stripe/sandbox.ts';
import { dataOf, familyUnderTest } from '../../../test/support/family-harness.ts';
import { stripeEvents } from '../../../test/support/stripe-events.ts';
import family from './family.ts';
import { newPayer, ORDER, type Payer } from './testing/payer.ts';

const harness = await familyUnderTest(family, { sandbox });

let ada: Payer;
beforeEach(() => {
  ada = newPayer(harness);
});

describe('an authentication (3-D Secure)', () => {
  const urls = { clientCapabilities: { elicitation: { url: {} } } };
  const open = (url: string) => fetch(url, { redirect: 'manual' });
  beforeEach(async () => {
    const { action_url } = dataOf(await ada.add('pm_card_authenticationRequired'));
    await open(action_url);
    // The method is saved only now, and can be made the default.
    const { payment_methods } = await harness.read(`payments://${ada.owner}/methods`, { owner: ada.owner });
    await ada.add(payment_methods[0].payment_method_id);
  });

  it('sends a client that can open pages to the bank, and continues the same payment', async () => {
    const asked = await ada.pay({}, { context: urls });
    if (asked.status !== 'input_required') throw new Error(`The outcome is ${asked.status}.`);
    const { params } = asked.inputRequests.authenticate ?? {};
    expect(asked.inputRequests.authenticate).toMatchObject({
      method: 'elicitation/create',
      params: { mode: 'url', message: expect.stringContaining('25.00 USD') },
    });
    await open(String(params?.url));
    const answered = { inputResponses: { authenticate: { action: 'accept' } }, requestState: asked.requestState };
    expect(dataOf(await ada.pay({}, { context: { ...urls, ...answered } }))).toMatchObject({ status: 'succeeded' });
    expect(await ada.history()).toHaveLength(1);
  });

  it('does not ask a second time after the person declined', async () => {
    const asked = await ada.pay({}, { context: urls });
    if (asked.status !== 'input_required') throw new Error(`The outcome is ${asked.status}.`);
    const answered = { inputResponses: { authenticate: { action: 'decline' } }, requestState: asked.requestState };
    expect(dataOf(await ada.pay({}, { context: { ...urls, ...answered } }))).toMatchObject({
      status: 'requires_action',
    });
  });

  it('gives other clients the page, and learns of the result by an event', async () => {
    const { payment_id, status, action_url } = dataOf(await ada.pay());
    expect(status).toBe('requires_action');
    await open(action_url);
    const [succeeded] = await stripeEvents(harness, 'payment_intent.succeeded');
    await harness.event(succeeded ?? {});
    await harness.control({ down: true });
    try {
      expect(await harness.read(`payments://${payment_id}/status`, { owner: ada.owner })).toMatchObject({
        status: 'succeeded',
        source: 'record',
      });
    } finally {
      await harness.control({ down: false });
    }
  });

  it('is declined if the payment is off session', async () => {
    await expect(ada.pay({ off_session: true })).rejects.toMatchObject({
      code: 'E4009',
      details: { declineCode: 'authentication_required', suggestion: expect.stringContaining('off_session') },
    });
  });

  it('does not continue the payment of another person', async () => {
    const asked = await ada.pay({}, { context: urls });
    if (asked.status !== 'input_required') throw new Error(`The outcome is ${asked.status}.`);
    const context = { requestState: asked.requestState, inputResponses: {} };
    const stolen = harness.run('initiate_payment', ORDER, { owner: 'test:thief', context });
    await expect(stolen).rejects.toMatchObject({ code: 'E4007' });
  });
});

describe('saving a payment method', () => {
  it('accepts tokens of cards, too, and says which method is the default', async () => {
    expect(dataOf(await ada.add('tok_visa'))).toMatchObject({
      status: 'saved',
      brand: 'visa',
      last4: '4242',
      is_default: true,
    });
    const other = { payment_token: 'pm_card_mastercard' };
    expect(dataOf(await harness.run('add_payment_method', other, { owner: ada.owner }))).toMatchObject({
      is_default: false,
    });
    const { payment_methods } = await harness.read(`payments://${ada.owner}/methods`, { owner: ada.owner });
    expect(payment_methods.map(({ last4, is_default }: Record<string, unknown>) => [last4, is_default])).toEqual([
      ['4444', false],
      ['4242', true],
    ]);
  });

  it.each(['4242 4242 4242 4242', 'card_1', 'pm_'])('refuses %s without a request to Stripe', async (token) => {
    const before = harness.sent.length;
    const refusal = await ada.add(token).catch((thrown: unknown) => thrown);
    expect(refusal).toMatchObject({ code: 'E2004', details: { field: 'payment_token' } });
    expect(JSON.stringify(refusal)).not.toContain('4242');
    expect(harness.sent).toHaveLength(before);
  });
});
