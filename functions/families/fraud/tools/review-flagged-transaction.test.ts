import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type CallOptions, dataOf, familyUnderTest } from '../../../../test/support/family-harness.ts';
import { StoreConflict } from '../../../kit/store/store.ts';
import family from '../family.ts';

const harness = await familyUnderTest(family);

const BOB = { owner: 'test:bob', roles: ['operator'] };
const EVE = { owner: 'test:eve', roles: ['operator'] };
let ada: string;
beforeEach(() => {
  ada = `test:ada-${randomUUID()}`;
});

const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString();
const scan = async (facts: Record<string, unknown>, id = ada) => {
  const transaction_data = { transaction_id: randomUUID(), amount: '20.00', currency: 'EUR', ...facts };
  return dataOf(await harness.run('scan_transaction', { transaction_data }, { owner: id }));
};
/** A transaction that is flagged by its amount. */
async function flag(amount = '900.00', facts: Record<string, unknown> = {}): Promise<string> {
  for (let index = 0; index < 5; index += 1) await scan({ occurred_at: day(20 - index) });
  const { transaction_id, flagged } = await scan({ amount, ...facts });
  expect(flagged).toBe(true);
  return transaction_id;
}
const decision = (transaction_id: string, wanted: string) => ({
  user_id: ada,
  transaction_id,
  decision: wanted,
  notes: 'The customer was called.',
});
const review = async (id: string, wanted: string, who: CallOptions) =>
  dataOf(await harness.run('review_flagged_transaction', decision(id, wanted), who));
const alertsOf = async (who: CallOptions, query = '') =>
  (await harness.read(`fraud://${encodeURIComponent(ada)}/alerts${query}`, who)).alerts;

describe('a review', () => {
  it('is final at once for a small amount, and its effect says so before', async () => {
    const id = await flag();
    expect(await harness.effect('review_flagged_transaction', decision(id, 'decline'), BOB)).toMatch(
      new RegExp(`^Decline the transaction ${id} over 900.00 EUR of ${ada} .*That is final`),
    );
    expect(await review(id, 'decline', BOB)).toMatchObject({ updated_status: 'declined', final: true });
    await expect(review(id, 'approve', EVE)).rejects.toMatchObject({ code: 'E2004' });
  });

  it('needs two reviewers who agree for a large amount', async () => {
    const id = await flag('12000.00');
    expect(await review(id, 'approve', BOB)).toMatchObject({ updated_status: 'awaiting_second', final: false });
    await expect(review(id, 'approve', BOB)).rejects.toMatchObject({ code: 'E1004' });
    expect(await review(id, 'approve', EVE)).toMatchObject({ updated_status: 'approved', final: true });
  });

  it('is escalated if two reviewers disagree', async () => {
    const id = await flag('12000.00');
    await review(id, 'approve', BOB);
    expect(await review(id, 'decline', EVE)).toMatchObject({ updated_status: 'escalated', final: false });
    expect(await review(id, 'decline', { owner: 'test:third' })).toMatchObject({ updated_status: 'declined' });
  });

  it('is refused for the reviewer’s own transaction', async () => {
    const id = await flag();
    await expect(review(id, 'approve', { owner: ada })).rejects.toMatchObject({ code: 'E1004' });
    expect(await alertsOf(BOB)).toEqual([expect.objectContaining({ status: 'open', decisions: [] })]);
  });

  it('of two reviewers at the same time keeps both decisions', async () => {
    const id = await flag('12000.00');
    const both = await Promise.allSettled([review(id, 'decline', BOB), review(id, 'decline', EVE)]);
    // The later of two reviewers has to read again, since the decision may mean something else by then.
    for (const [index, who] of [BOB, EVE].entries()) {
      const outcome = both[index];
      if (outcome?.status !== 'rejected') continue;
      expect(outcome.reason).toBeInstanceOf(StoreConflict);
      await review(id, 'decline', who);
    }
    const [alert] = await alertsOf(BOB);
    expect(alert).toMatchObject({ status: 'declined' });
    expect(alert.decisions).toHaveLength(2);
  });

  it('is refused for a transaction that does not exist, belongs to another person, or was not flagged', async () => {
    const id = await flag();
    const other = { ...decision(id, 'approve'), user_id: 'test:other' };
    await expect(harness.run('review_flagged_transaction', other, BOB)).rejects.toMatchObject({ code: 'E4007' });
    await expect(review('unknown', 'approve', BOB)).rejects.toMatchObject({ code: 'E4007' });
    const { transaction_id } = await scan({});
    await expect(review(transaction_id, 'approve', BOB)).rejects.toMatchObject({ code: 'E2004' });
    const foreign = harness.run('review_flagged_transaction', decision(id, 'approve'), { ...BOB, tenant: 'elsewhere' });
    await expect(foreign).rejects.toMatchObject({ code: 'E4007' });
  });

  it('is looked up by its provider key only', async () => {
    const id = await flag();
    const args = decision(id, 'escalate');
    const keyed = (providerKey: string): CallOptions => ({ ...BOB, context: { providerKey } });
    const lookUp = (key: string) => harness.lookUp('review_flagged_transaction', args, keyed(key));
    expect(await lookUp('k1')).toMatchObject({ lookUp: 'absent' });
    await harness.run('review_flagged_transaction', args, keyed('k1'));
    expect(await lookUp('k1')).toMatchObject({ lookUp: 'found', structuredContent: { updated_status: 'escalated' } });
    expect(await lookUp('k2')).toMatchObject({ lookUp: 'absent' });
  });

  it('counts a decline against the merchant after a week has passed', async () => {
    const shop = `shop-${randomUUID()}`;
    const old = await flag('900.00', { merchant_id: shop, occurred_at: day(9) });
    const before = await scan({ merchant_id: shop });
    await review(old, 'decline', BOB);
    const after = await scan({ merchant_id: shop });
    const codes = (scanned: { flags: { code: string }[] }) => scanned.flags.map(({ code }) => code);
    expect(codes(before)).not.toContain('MERCHANT_FRAUD_RECENT');
    expect(codes(after)).toContain('MERCHANT_FRAUD_RECENT');
  });
});

describe('alerts', () => {
  it('show the reviewers and their notes to reviewers, but not to the person', async () => {
    await review(await flag(), 'escalate', BOB);
    const [forReviewer] = await alertsOf(EVE);
    expect(forReviewer.decisions).toEqual([
      expect.objectContaining({ decision: 'escalate', reviewer: BOB.owner, notes: 'The customer was called.' }),
    ]);
    const narrow = { ...EVE, scopes: ['fraud:read', 'users:act'] };
    const withoutRole = { ...EVE, roles: ['user'], scopes: ['*', 'fraud:review'] };
    for (const who of [{ owner: ada }, narrow, withoutRole]) {
      const [alert] = await alertsOf(who);
      expect(alert.decisions).toEqual([{ decision: 'escalate', decided_at: expect.any(String) }]);
    }
  });

  it('are listed by status and page by page, newest first', async () => {
    const first = await flag();
    const second = await flag('950.00');
    await review(first, 'approve', BOB);
    expect((await alertsOf(BOB, '?status=open')).map((one: { transaction_id: string }) => one.transaction_id)).toEqual([
      second,
    ]);
    const page = await harness.read(`fraud://${encodeURIComponent(ada)}/alerts?limit=1`, BOB);
    expect(page).toMatchObject({ has_more: true, alerts: [{ transaction_id: second }] });
    const rest = await harness.read(`fraud://${encodeURIComponent(ada)}/alerts?limit=1&cursor=${page.next}`, BOB);
    expect(rest.alerts).toEqual([expect.objectContaining({ transaction_id: first })]);
  });

  it.each([
    ['status=closed', 'status'],
    ['limit=0', 'limit'],
    ['limit=ten', 'limit'],
  ])('are refused for the query %s', async (query, field) => {
    await expect(alertsOf(BOB, `?${query}`)).rejects.toMatchObject({ code: 'E2004', details: { field } });
  });
});

it('takes the risk of a person from the worst alert that is not approved', async () => {
  const id = await flag();
  const uri = `fraud://${encodeURIComponent(ada)}/risk-report`;
  const before = await harness.read(uri, BOB);
  expect(before).toMatchObject({ risk: { alerts: 1 }, alerts_by_status: { open: 1 } });
  expect(before.risk.score).toBeGreaterThanOrEqual(25);
  // A flagged transaction is not usual before it is approved.
  expect(before.usual).toEqual([expect.objectContaining({ currency: 'EUR', transactions: 5, largest: '20.00' })]);
  await review(id, 'approve', BOB);
  expect(await harness.read(uri, BOB)).toMatchObject({
    risk: { score: 0, level: 'low', alerts: 0 },
    usual: [{ transactions: 6, largest: '900.00' }],
  });
  const declined = await flag('9000.00');
  await review(declined, 'decline', BOB);
  expect(await harness.read(uri, BOB)).toMatchObject({ usual: [{ largest: '900.00' }] });
});
