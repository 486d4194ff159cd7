import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/plaid/sandbox.ts';
import { dataOf, familyUnderTest } from '../../../test/support/family-harness.ts';
import family from './family.ts';
import { statusOf } from './links/faults.ts';
import { linkKey } from './links/records.ts';
import { plaidOf } from './testing/plaid.ts';

const harness = await familyUnderTest(family, { sandbox });
const plaid = plaidOf(harness);
beforeEach(async () => {
  await plaid.asked();
});

const somebody = () => ({ owner: `test:person-${randomUUID()}` });
type Who = ReturnType<typeof somebody>;
const accountsOf = async (who: Who) =>
  (await harness.read(`banking://${encodeURIComponent(who.owner)}/accounts`, who)).accounts;
const link = async (who: Who, institution?: string) =>
  dataOf(await harness.run('link_bank_account', { public_token: await plaid.publicToken(institution) }, who));
const session = async (who: Who, args: object) => {
  const begun = dataOf(await harness.run('create_link_token', { ...args }, who));
  await fetch(begun.hosted_link_url);
  return begun;
};
const reported = async (who: Who, accountId: string, webhook_code: string) => {
  const { itemId } = await plaid.itemOf(who.owner, accountId);
  await harness.event({ webhook_type: 'ITEM', webhook_code, item_id: itemId, environment: 'sandbox' });
};

describe('a bank that takes its time', () => {
  const SLOW = 'ins_127989';

  it('is not told as fetched before Plaid has anything, and is read again at once', async () => {
    const who = somebody();
    const linked = await link(who, SLOW);
    expect(linked).toMatchObject({ transactions: 'pending' });
    const { account_id } = linked;
    expect((await accountsOf(who))[0]).toMatchObject({ last_updated: null });
    const { itemId } = await plaid.itemOf(who.owner, account_id);
    const read = () => harness.read(`banking://${account_id}/transactions?limit=500`, who);
    /** As if a minute had passed since the last sync. */
    const later = (ms: number) =>
      harness.call(who).store.update(linkKey(who.owner, itemId), { set: { syncBegan: Date.now() - ms } });

    expect(await read()).toMatchObject({
      transactions: [],
      history: 'not_ready',
      last_updated: null,
      notice: expect.stringContaining('says nothing yet'),
    });
    await later(60_000);
    const first = await read();
    expect(first).toMatchObject({ history: 'initial', notice: expect.stringContaining('30 days') });
    expect(first.transactions.length).toBeGreaterThan(0);
    await later(600_000);
    const all = await read();
    expect(all).toMatchObject({ history: 'complete' });
    expect(all).not.toHaveProperty('notice');
    expect(all.transactions.length).toBeGreaterThan(first.transactions.length);
  });

  it('is not told as fetched by refresh_bank_data', async () => {
    const who = somebody();
    const { account_id } = await link(who);
    await harness.control({
      next: { path: '/transactions/refresh', answers: [{ errorType: 'ITEM_ERROR', errorCode: 'PRODUCT_NOT_READY' }] },
    });
    const refused = harness.runOnce('refresh_bank_data', { account_id }, who);
    await expect(refused).rejects.toMatchObject({ code: 'E4005', details: { retryAfter: 10 } });
    expect(dataOf(await harness.run('refresh_bank_data', { account_id }, who))).toMatchObject({
      state: 'fetched',
      history: 'complete',
    });
  });
});

describe('a bank that wants more consent', () => {
  it('is repaired by a session that asks for it', async () => {
    const who = somebody();
    const { account_id } = await link(who);
    await harness.control({ item: { accountId: account_id, consentRequired: true } });
    await expect(harness.run('refresh_bank_data', { account_id }, who)).rejects.toMatchObject({
      code: 'E2005',
      details: { plaidCode: 'ADDITIONAL_CONSENT_REQUIRED', suggestion: expect.stringContaining('create_link_token') },
    });
    expect((await accountsOf(who))[0]).toMatchObject({
      status: 'sign_in_again',
      what_to_do: expect.stringContaining('agree'),
    });
    expect(await session(who, { account_id })).toMatchObject({ purpose: 'consent' });
    expect(dataOf(await harness.run('refresh_bank_data', { account_id }, who))).toMatchObject({ state: 'fetched' });
    expect((await accountsOf(who))[0]).not.toHaveProperty('what_to_do');
  });

  it('says when the consent ends, and that it has to be renewed in time', async () => {
    const who = somebody();
    const { account_id } = await link(who);
    const consentEnds = new Date(Date.now() + 5 * 86_400_000).toISOString();
    await harness.control({ item: { accountId: account_id, consentEnds } });
    await reported(who, account_id, 'PENDING_DISCONNECT');
    expect((await accountsOf(who))[0]).toMatchObject({
      status: 'linked',
      consent_expires_at: consentEnds,
      what_to_do: expect.stringContaining(consentEnds.slice(0, 10)),
    });
  });

  it('has time if the consent ends in a month', () => {
    const now = Date.parse('2026-12-01T00:00:00Z');
    const link = { consentExpiresAt: '2026-12-31T00:00:00Z' };
    expect(statusOf(link, now)).toEqual({ status: 'linked', consent_expires_at: link.consentExpiresAt });
  });
});

describe('new accounts at a linked bank', () => {
  it('are reported, and are added by a session that lets the person share them', async () => {
    const who = somebody();
    const { account_id, accounts } = await link(who);
    await harness.control({ item: { accountId: account_id, newAccount: true } });
    await reported(who, account_id, 'NEW_ACCOUNTS_AVAILABLE');
    expect((await accountsOf(who))[0]).toMatchObject({ what_to_do: expect.stringContaining('"add_accounts": true') });
    const { link_token, purpose } = await session(who, { account_id, add_accounts: true });
    expect(purpose).toBe('add_accounts');
    const linked = dataOf(await harness.run('link_bank_account', { link_token }, who));
    expect(linked.accounts).toHaveLength(accounts.length + 1);
    const known = await accountsOf(who);
    expect(known).toHaveLength(accounts.length + 1);
    expect(known[0]).not.toHaveProperty('what_to_do');
  });

  it('cannot be asked for without the account of a bank', async () => {
    await expect(harness.run('create_link_token', { add_accounts: true }, somebody())).rejects.toMatchObject({
      code: 'E2003',
      details: { field: 'account_id' },
    });
  });
});

describe('a bank that is linked again', () => {
  it('keeps the link that works, and ends the new one at Plaid', async () => {
    const who = somebody();
    const { account_id } = await link(who);
    await plaid.asked();
    expect(await link(who)).toMatchObject({ account_id, already_linked: true, replaced_accounts: [] });
    expect((await plaid.asked()).filter(({ path }) => path === '/item/remove')).toHaveLength(1);
    expect(await accountsOf(who)).toHaveLength(2);
  });

  it('answers a retry with the same link', async () => {
    const who = somebody();
    const { account_id } = await link(who);
    const public_token = await plaid.publicToken();
    for (const _again of [1, 2]) {
      const outcome = await harness.run('link_bank_account', { public_token }, who);
      expect(dataOf(outcome)).toMatchObject({ account_id, already_linked: true });
    }
  });

  it('is not ended before the kept link is known, so that a call that broke off is completed by a retry', async () => {
    const who = somebody();
    const { account_id } = await link(who);
    const public_token = await plaid.publicToken();
    await harness.control({
      next: {
        path: '/item/remove',
        answers: [{ errorType: 'API_ERROR', errorCode: 'INTERNAL_SERVER_ERROR', status: 500 }],
      },
    });
    await expect(harness.run('link_bank_account', { public_token }, who)).rejects.toMatchObject({ code: 'E4004' });
    expect(dataOf(await harness.run('link_bank_account', { public_token }, who))).toMatchObject({ account_id });
    expect(await accountsOf(who)).toHaveLength(2);
  });

  it('replaces a link whose sign-in no longer works', async () => {
    const who = somebody();
    const { account_id, accounts } = await link(who);
    const { token } = await plaid.itemOf(who.owner, account_id);
    await plaid.ask('/sandbox/item/reset_login', { access_token: token });
    await reported(who, account_id, 'ERROR');
    const again = await link(who);
    expect(again.replaced_accounts.sort()).toEqual(accounts.map((one: typeof again) => one.account_id).sort());
    expect(await accountsOf(who)).toHaveLength(2);
  });

  it('is another link for another person and at another bank', async () => {
    const [one, other] = [somebody(), somebody()];
    await link(one);
    expect(await link(other)).toMatchObject({ already_linked: false });
    expect(await link(one, 'ins_127989')).toMatchObject({ already_linked: false, replaced_accounts: [] });
    expect(await accountsOf(one)).toHaveLength(4);
  });
});
