import { randomUUID } from 'node:crypto';
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

describe('refunds', () => {
  const paid = async () => {
    await ada.add();
    return dataOf(await ada.pay({ amount: '10.00' })).payment_id as string;
  };

  it('refund a part, then the rest, and say so for confirmation', async () => {
    const payment_id = await paid();
    expect(await harness.effect('process_refund', { payment_id, amount: '4.00' }, { owner: ada.owner })).toBe(
      `Refund 4.00 USD of the payment ${payment_id} over 10.00 USD. After that 6.00 USD of it can still be refunded.`,
    );
    expect(dataOf(await ada.refund({ payment_id, amount: '4.00' }))).toMatchObject({
      status: 'succeeded',
      amount: '4.00',
      amount_minor: 400,
      reason: 'requested_by_customer',
      mode: 'test',
    });
    expect(dataOf(await ada.refund({ payment_id }))).toMatchObject({ amount: '6.00' });
    await expect(ada.refund({ payment_id })).rejects.toMatchObject({ code: 'E2004', details: { field: 'payment_id' } });
    expect(await harness.read(`payments://${payment_id}/status`, { owner: ada.owner })).toMatchObject({
      refunded: '10.00',
      refundable: '0.00',
    });
  });

  it.each([
    [{ amount: '10.01' }, 'amount'],
    [{ amount: 4.505 }, 'amount'],
    [{ amount: '4.500' }, 'amount'],
    [{ amount: 4, amount_minor: 400 }, 'amount_minor'],
    [{ amount: '4.00', currency: 'EUR' }, 'currency'],
  ])('are refused with %j', async (args, field) => {
    const payment_id = await paid();
    await expect(ada.refund({ payment_id, ...args })).rejects.toMatchObject({ code: 'E2004', details: { field } });
  });

  it('never exceed the payment, also if twenty calls run at once', async () => {
    const payment_id = await paid();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => ada.refund({ payment_id, amount: '3.00' })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    for (const reason of refused) expect(reason).toMatchObject({ code: 'E2004', details: { field: 'amount' } });
    expect(await harness.read(`payments://${payment_id}/status`, { owner: ada.owner })).toMatchObject({
      refunded: '9.00',
    });
  });

  it('are made once, however often the call is executed', async () => {
    const payment_id = await paid();
    const same = { context: { providerKey: 'b'.repeat(32) } };
    const ids = [
      await ada.refund({ payment_id, amount: '3.00' }, same),
      await ada.refund({ payment_id, amount: '3.00' }, same),
    ];
    expect(dataOf(ids[0] as never).refund_id).toBe(dataOf(ids[1] as never).refund_id);
  });

  it('take the money back from the connected account that received it', async () => {
    await ada.add();
    const { payment_id } = dataOf(await ada.pay({ destination_id: 'acct_invented_shop' }));
    await ada.refund({ payment_id });
    expect(harness.sent.at(-1)?.text).toContain('reverse_transfer=true');
  });
});

describe('a lost answer of Stripe', () => {
  const context = { idempotencyKey: 'mine', providerKey: 'c'.repeat(32) };
  beforeEach(() => ada.add());

  it.each([
    ['simulate:drop-after', 'found', 1],
    ['simulate:drop', undefined, 0],
    ['simulate:500', undefined, 0],
    ['simulate:garble', 'found', 1],
  ])('is an unknown outcome that is looked up: %s', async (description, found, payments) => {
    const providerKey = randomUUID().replaceAll('-', '');
    const changes = { context: { ...context, providerKey } };
    await expect(ada.pay({ description }, changes)).rejects.toMatchObject({
      code: 'E3008',
      details: { idempotencyKey: 'mine', providerKey: `${providerKey}-pay` },
    });
    const outcome = await harness.lookUp(
      'initiate_payment',
      { ...ORDER, description },
      { owner: ada.owner, ...changes },
    );
    expect(outcome).toMatchObject({ lookUp: found ?? 'absent' });
    if (found) expect(dataOf(outcome)).toMatchObject({ status: 'succeeded', provider_key: `${providerKey}-pay` });
    expect(await ada.history()).toHaveLength(payments);
  });

  it('is not taken for a failure without an idempotency key, since another execution would use another key', async () => {
    const changes = { owner: ada.owner, context: { providerKey: 'e'.repeat(32) } };
    const { payment_id } = dataOf(await ada.pay());
    for (const [name, args] of [
      ['initiate_payment', ORDER],
      ['process_refund', { payment_id, amount: '3.00' }],
    ] as const) {
      expect(await harness.lookUp(name, args, changes)).toMatchObject({ lookUp: 'unknown' });
      const keyed = { ...changes, context: { ...changes.context, idempotencyKey: 'mine' } };
      expect(await harness.lookUp(name, args, keyed)).toMatchObject({ lookUp: 'absent' });
    }
  });

  it('is certain to have done nothing if the request was refused', async () => {
    await expect(ada.pay({ description: 'simulate:429' })).rejects.toMatchObject({
      code: 'E4003',
      details: { retryAfter: expect.any(Number) },
    });
    expect(await ada.history()).toEqual([]);
  });
});
