import { beforeEach, describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/stripe/sandbox.ts';
import { dataOf, familyUnderTest } from '../../../test/support/family-harness.ts';
import family from './family.ts';
import { newPayer, ORDER, type Payer } from './testing/payer.ts';

const harness = await familyUnderTest(family, { sandbox });

let ada: Payer;
beforeEach(() => {
  ada = newPayer(harness);
});

const intentsSent = () =>
  harness.sent.filter(({ method, url }) => method === 'POST' && url.pathname === '/v1/payment_intents');

describe('paying', () => {
  it('charges a saved card, and returns mode and keys', async () => {
    await ada.add();
    const providerKey = 'f'.repeat(32);
    const outcome = await ada.pay({}, { context: { idempotencyKey: 'mine', providerKey } });
    expect(outcome).toMatchObject({ meta: { providerTransactionId: expect.stringMatching(/^req_/) } });
    expect(dataOf(outcome)).toMatchObject({
      status: 'succeeded',
      amount: '25.00',
      amount_minor: 2500,
      currency: 'USD',
      refundable: '25.00',
      destination_id: 'platform',
      mode: 'test',
      idempotency_key: 'mine',
      provider_key: `${providerKey}-pay`,
    });
    expect(intentsSent().at(-1)).toMatchObject({ headers: { 'idempotency-key': `${providerKey}-pay` } });
  });

  it('says for confirmation what it would do', async () => {
    await ada.add('pm_card_mastercard');
    expect(
      await harness.effect('initiate_payment', { ...ORDER, amount: 500, currency: 'JPY' }, { owner: ada.owner }),
    ).toBe('Pay 500 JPY to this platform from the mastercard that ends in 4444.');
    for (const amount of ['1000000.00', 1_000_000]) {
      expect(await harness.effect('initiate_payment', { ...ORDER, amount }, { owner: ada.owner })).toMatch(
        /^Pay 1,000,000\.00 USD to/,
      );
    }
    const effect = harness.effect(
      'initiate_payment',
      { ...ORDER, destination_id: 'acct_invented_shop' },
      { owner: ada.owner },
    );
    expect(await effect).toBe('Pay 25.00 USD to the account acct_invented_shop from the mastercard that ends in 4444.');
  });

  it('makes one payment, however often the call is executed', async () => {
    await ada.add();
    const same = { context: { providerKey: 'a'.repeat(32) } };
    const [first, second] = [dataOf(await ada.pay({}, same)), dataOf(await ada.pay({}, same))];
    expect(second.payment_id).toBe(first.payment_id);
    expect(await ada.history()).toHaveLength(1);
  });

  it('makes one customer, also if five calls run at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => ada.add()));
    expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'ok'));
    const { payment_methods } = await harness.read(`payments://${ada.owner}/methods`, { owner: ada.owner });
    expect(payment_methods).toHaveLength(5);
  });

  it.each([
    [{ amount: 25 }, 2500],
    [{ amount: 25.5 }, 2550],
    [{ amount: 2500, currency: 'JPY' }, 2500],
  ])('takes %j as %d minor units', async (args, minor) => {
    await ada.add();
    expect(dataOf(await ada.pay(args))).toMatchObject({ amount_minor: minor });
    expect(new URLSearchParams(intentsSent().at(-1)?.text).get('amount')).toBe(String(minor));
  });

  it('refuses bare numbers in version 1, which read them as minor units, and takes text', async () => {
    await ada.add();
    const by = { owner: ada.owner };
    const first = (amount: unknown) => harness.run('initiate_payment@1.0.0', { ...ORDER, amount }, by);
    await expect(first(2500)).rejects.toMatchObject({
      code: 'E2004',
      details: { field: 'amount', suggestion: expect.stringContaining('initiate_payment@2') },
    });
    expect(dataOf(await first('25.00'))).toMatchObject({ amount_minor: 2500 });
  });

  it.each([
    [{ amount: 25.505 }, 'amount', undefined],
    [{ amount: '25.500' }, 'amount', 'Did you mean "25.50"?'],
    [{ amount: '25.00', amount_minor: 2500 }, 'amount_minor', undefined],
    [{ amount: '10.5', currency: 'JPY' }, 'amount', undefined],
    [{ amount: '5.124', currency: 'KWD' }, 'amount', 'The nearest is "5.120".'],
    [{ amount: 0 }, 'amount', undefined],
    [{ amount: '0.49' }, 'amount', undefined],
    [{ amount: '10000000000.00' }, 'amount', undefined],
    [{ currency: 'UDS' }, 'currency', expect.stringMatching(/^Did you mean/)],
    [{ source_id: '4242424242424242' }, 'source_id', undefined],
    [{ destination_id: 'somebody' }, 'destination_id', undefined],
  ])('refuses %j without a request to Stripe', async (args, field, suggestion) => {
    const before = harness.sent.length;
    await expect(ada.pay(args)).rejects.toMatchObject({
      code: 'E2004',
      details: { field, ...(suggestion === undefined ? {} : { suggestion }) },
    });
    expect(harness.sent).toHaveLength(before);
  });

  it('refuses an account that the stage does not name', async () => {
    await ada.add();
    await expect(ada.pay({ destination_id: 'acct_stranger' })).rejects.toMatchObject({
      code: 'E2004',
      details: { field: 'destination_id' },
    });
    expect(await ada.history()).toEqual([]);
  });
});

describe('a bank that declines', () => {
  it.each([['pm_card_chargeCustomerFail', 'generic_decline']])(
    'is reported with its decline code: %s',
    async (token, declineCode) => {
      await ada.add(token);
      await expect(ada.pay()).rejects.toMatchObject({
        code: 'E4009',
        retryable: false,
        details: { declineCode, suggestion: expect.any(String), paymentId: expect.stringMatching(/^pi_/) },
      });
      expect(await ada.history()).toMatchObject([{ status: 'requires_payment_method', failure: declineCode }]);
    },
  );
});

describe('the key of the Stripe account', () => {
  it.each([
    ['sk_live_invented', 'E3002'],
    ['rk_live_invented', 'E3002'],
    ['set-me', 'E4006'],
    ['sk_test_wrong', 'E4006'],
  ])('is refused if it is %s', async (STRIPE_SECRET_KEY, code) => {
    await expect(ada.add('pm_card_visa', { secret: { STRIPE_SECRET_KEY } })).rejects.toMatchObject({ code });
  });

  it('is accepted as a live key if live keys are switched on', async () => {
    const live = { secret: { STRIPE_SECRET_KEY: 'sk_live_invented' }, settings: { STRIPE_LIVE: 'on' } };
    // The stand-in does not know the key, so the request has reached it.
    await expect(ada.add('pm_card_visa', live)).rejects.toMatchObject({ code: 'E4006' });
  });
});
