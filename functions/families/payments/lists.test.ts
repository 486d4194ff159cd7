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

describe('a stranger', () => {
  it('can neither pay with the card of another person nor find their payments', async () => {
    const { payment_method_id } = dataOf(await ada.add());
    const { payment_id } = dataOf(await ada.pay());
    const stranger = { owner: `${ada.owner}-stranger` };
    await ada.add('pm_card_visa', stranger);
    const messageOf = async (work: Promise<unknown>) => {
      const error = await work.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'E4007' });
      return (error as Error).message;
    };
    const tried = (id: string) => [
      messageOf(ada.pay({ source_id: id }, stranger)),
      messageOf(harness.effect('initiate_payment', { ...ORDER, source_id: id }, stranger)),
    ];
    const [foreign, unknown] = [await Promise.all(tried(payment_method_id)), await Promise.all(tried('pm_unknown'))];
    expect(foreign).toEqual(unknown);
    const taken = (id: string) => messageOf(harness.run('add_payment_method', { payment_token: id }, stranger));
    expect(await taken(payment_method_id)).toBe(await taken('pm_unknown'));
    const seen = (id: string) => [
      messageOf(ada.refund({ payment_id: id }, stranger)),
      messageOf(harness.effect('process_refund', { payment_id: id }, stranger)),
      messageOf(harness.read(`payments://${id}/status`, stranger)),
    ];
    expect(await Promise.all(seen(payment_id))).toEqual(await Promise.all(seen('pi_unknown0000000')));
  });
});

describe('the payment history', () => {
  it('is limited to the requested days, and listed in pages', async () => {
    await ada.add();
    for (const description of ['one', 'two', 'three']) await ada.pay({ description });
    const page = (query: string) => harness.read(`payments://${ada.owner}/history?${query}`, { owner: ada.owner });
    const first = await page('limit=2');
    expect(first.payments.map(({ description }: Record<string, string>) => description)).toEqual(['three', 'two']);
    expect(first.has_more).toBe(true);
    const second = await page(`limit=2&cursor=${first.next}`);
    expect(second).toMatchObject({ payments: [{ description: 'one' }], has_more: false, mode: 'test' });
    expect((await page('end_date=2020-01-01')).payments).toEqual([]);
  });

  it.each([
    ['start_date=2026-02-30', 'start_date'],
    ['end_date=soon', 'end_date'],
    ['start_date=2026-02-02&end_date=2026-02-01', 'start_date'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['cursor=!!', 'cursor'],
  ])('refuses %s', async (query, field) => {
    const refused = harness.read(`payments://${ada.owner}/history?${query}`, { owner: ada.owner });
    await expect(refused).rejects.toMatchObject({ code: 'E2004', details: { field } });
  });
});

it('records disputes of a payment, and keeps the latest if events arrive in another order', async () => {
  await ada.add();
  const { payment_id } = dataOf(await ada.pay());
  const told = async (status: string, created: number) => {
    const object = { object: 'dispute', id: 'dp_invented', payment_intent: payment_id, status };
    await harness.event({ id: `evt_${status}`, type: 'charge.dispute.updated', created, data: { object } });
    return (await harness.read(`payments://${payment_id}/status`, { owner: ada.owner })).dispute;
  };
  expect(await told('needs_response', 1_800_000_000)).toBe('needs_response');
  expect(await told('won', 1_800_000_300)).toBe('won');
  expect(await told('under_review', 1_800_000_200)).toBe('won');
});

it('ignores events of other types, also those about objects without an id', async () => {
  const before = harness.sent.length;
  const object = { object: 'balance', available: [] };
  await harness.event({ id: 'evt_balance', type: 'balance.available', data: { object } });
  expect(harness.sent).toHaveLength(before);
});
