import { beforeEach, describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/stripe/sandbox.ts';
import { dataOf, familyUnderTest } from '../../../test/support/family-harness.ts';
import family from './family.ts';
import { newPayer, type Payer } from './testing/payer.ts';

const harness = await familyUnderTest(family, { sandbox });

let ada: Payer;
beforeEach(() => {
  ada = newPayer(harness);
});
const by = () => ({ owner: ada.owner });
async function disputed(token = 'pm_card_createDispute') {
  await ada.add(token);
  const { payment_id } = dataOf(await ada.pay({ amount: '10.00' }));
  const { disputes } = await harness.read(`payments://${ada.owner}/disputes`, by());
  return { payment_id, dispute: disputes[0] };
}
const run = (tool: string, args: Record<string, unknown>, who = by()) => harness.run(tool, args, who);
const statusOf = (payment_id: string) => harness.read(`payments://${payment_id}/status`, by());

describe('a disputed payment', () => {
  it('is listed with its reason and the end of its time, and of it nothing counts as refundable', async () => {
    const { payment_id, dispute } = await disputed();
    expect(dispute).toMatchObject({
      payment_id,
      status: 'needs_response',
      reason: 'fraudulent',
      amount: '10.00',
      amount_minor: 1000,
      refundable: false,
      evidence_due: expect.stringMatching(/Z$/),
    });
    expect(await statusOf(payment_id)).toMatchObject({
      disputed: true,
      refundable: '0.00',
      dispute: 'needs_response',
    });
    const [listed] = await ada.history();
    expect(listed).toMatchObject({ disputed: true, refundable: '0.00' });
  });

  it('is not refunded, and the person is not asked to confirm it', async () => {
    const { payment_id, dispute } = await disputed();
    const refused = {
      code: 'E2004',
      message: expect.stringContaining(`${dispute.dispute_id}, needs_response`),
      details: { field: 'payment_id', suggestion: expect.stringContaining('accept_dispute') },
    };
    await expect(harness.effect('process_refund', { payment_id }, by())).rejects.toMatchObject(refused);
    await expect(ada.refund({ payment_id })).rejects.toMatchObject(refused);
  });

  it('is refunded while the bank only asks about it, and the confirmation says so', async () => {
    const { payment_id, dispute } = await disputed('pm_card_createDisputeInquiry');
    expect(await harness.effect('process_refund', { payment_id }, by())).toContain(
      `The holder has asked the bank about it (${dispute.dispute_id}, warning_needs_response).`,
    );
    expect(dataOf(await ada.refund({ payment_id }))).toMatchObject({ amount: '10.00' });
  });
});

describe('evidence for a dispute', () => {
  it('is kept first, and sent to the bank once', async () => {
    const { dispute } = await disputed();
    const args = { dispute_id: dispute.dispute_id, explanation: 'It was delivered.' };
    expect(dataOf(await run('submit_dispute_evidence', args))).toMatchObject({
      status: 'needs_response',
      evidence_submissions: 0,
    });
    const sent = { ...args, submit: true };
    expect(await harness.effect('submit_dispute_evidence', sent, by())).toBe(
      `Send the evidence for the dispute ${dispute.dispute_id} over 10.00 USD to the bank. That can be done once.`,
    );
    expect(dataOf(await run('submit_dispute_evidence', sent))).toMatchObject({
      status: 'under_review',
      evidence_submissions: 1,
    });
    await expect(run('submit_dispute_evidence', sent)).rejects.toMatchObject({ code: 'E2004' });
    await expect(run('accept_dispute', { dispute_id: dispute.dispute_id })).rejects.toMatchObject({ code: 'E2004' });
  });
});

it('a dispute can be given up, which costs its amount, and giving it up again changes nothing', async () => {
  const { dispute } = await disputed();
  const args = { dispute_id: dispute.dispute_id };
  expect(await harness.effect('accept_dispute', args, by())).toBe(
    `Give up the dispute ${dispute.dispute_id}: the holder keeps 10.00 USD (fraudulent). This cannot be undone.`,
  );
  for (let times = 0; times < 2; times += 1) {
    expect(dataOf(await run('accept_dispute', args))).toMatchObject({ status: 'lost' });
  }
});

it('a stranger gets the same answer for the dispute of another person as for one that does not exist', async () => {
  const { dispute } = await disputed();
  const bob = newPayer(harness);
  await bob.add();
  expect(await harness.read(`payments://${bob.owner}/disputes`, { owner: bob.owner })).toMatchObject({ disputes: [] });
  const refusals = [dispute.dispute_id, 'dp_unknown000000'].map((dispute_id) =>
    run('accept_dispute', { dispute_id }, { owner: bob.owner }).then(
      String,
      ({ code, message }) => `${code} ${message}`,
    ),
  );
  const [foreign, unknown] = await Promise.all(refusals);
  expect(foreign).toBe(unknown);
  expect(foreign).toMatch(/^E4007/);
});
