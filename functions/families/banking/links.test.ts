import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/plaid/sandbox.ts';
import { dataOf, type FamilyHarness, openFamilyHarness } from '../../../test/support/family-harness.ts';
import family from './family.ts';
import { plaidOf } from './testing/plaid.ts';

let harness: FamilyHarness;
let plaid: ReturnType<typeof plaidOf>;
beforeAll(async () => {
  harness = await openFamilyHarness(family, { sandbox });
  plaid = plaidOf(harness);
});
afterAll(() => harness.stop());
beforeEach(async () => {
  await plaid.asked();
});

const ADA = { owner: 'test:ada' };
const BOB = { owner: 'test:bob' };
const paths = async () => (await plaid.asked()).map(({ path }) => path);
const fail = (path: string, ...answers: object[]) => harness.control({ next: { path, answers } });
const accountsOf = async (owner: string) =>
  (await harness.read(`banking://${encodeURIComponent(owner)}/accounts`, { owner })).accounts;

describe('linking a bank', () => {
  it('begins with a page, and ends with accounts of which nobody learns the token', async () => {
    const begun = dataOf(await harness.run('create_link_token', {}, ADA));
    expect(begun).toMatchObject({ purpose: 'link', mode: 'test' });
    const early = harness.run('link_bank_account', { link_token: begun.link_token }, ADA);
    await expect(early).rejects.toMatchObject({ code: 'E4008', details: { field: 'link_token' } });
    await fetch(begun.hosted_link_url);
    const linked = dataOf(await harness.run('link_bank_account', { link_token: begun.link_token }, ADA));
    expect(linked).toMatchObject({
      success: true,
      institution: 'First Platypus Bank',
      transactions: 'fetched',
      mode: 'test',
      account_id: linked.accounts[0].account_id,
      accounts: [
        { name: 'Plain Checking', mask: '0000', subtype: 'checking', currency: 'USD' },
        { name: 'Plain Saving', mask: '1111', subtype: 'savings', currency: 'USD' },
      ],
    });
    expect(JSON.stringify([linked, await plaid.everything()])).not.toMatch(/(access|public|link)-sandbox/);
  });

  it('that is sent once more gives the same bank, and exchanges nothing', async () => {
    const args = { public_token: await plaid.publicToken() };
    const first = dataOf(await harness.run('link_bank_account', args, ADA));
    const second = dataOf(await harness.run('link_bank_account', args, ADA));
    expect(second.accounts).toEqual(first.accounts);
    expect((await paths()).filter((path) => path === '/item/public_token/exchange')).toHaveLength(1);
  });

  it('that broke off after the exchange is completed by looking it up', async () => {
    const args = { public_token: await plaid.publicToken() };
    await fail('/accounts/get', { errorType: 'API_ERROR', errorCode: 'INTERNAL_SERVER_ERROR', status: 500 });
    await expect(harness.run('link_bank_account', args, ADA)).rejects.toMatchObject({ code: 'E4004' });
    expect(dataOf(await harness.lookUp('link_bank_account', args, ADA)).accounts).toHaveLength(2);
  });

  it('whose exchange is not answered says that nobody knows, and is never taken for absent', async () => {
    const args = { public_token: await plaid.publicToken() };
    await fail('/item/public_token/exchange', { fault: 'drop' });
    const lost = harness.run('link_bank_account', args, {
      ...ADA,
      context: { idempotencyKey: 'mine', providerKey: 'ours' },
    });
    await expect(lost).rejects.toMatchObject({
      code: 'E3008',
      details: { checkWith: 'banking://me/accounts', idempotencyKey: 'mine', providerKey: 'ours' },
    });
    expect(await harness.lookUp('link_bank_account', args, ADA)).toMatchObject({ lookUp: 'unknown' });
  });

  it.each([
    [{}, 'E2003', 'link_token'],
    [{ public_token: 'access-sandbox-12345678' }, 'E2004', 'public_token'],
    [{ public_token: 'link-sandbox-12345678' }, 'E2004', 'public_token'],
    [{ public_token: 'hunter2' }, 'E2004', 'public_token'],
    [{ public_token: 'public-production-12345678' }, 'E2004', 'public_token'],
    [{ link_token: 'public-sandbox-12345678' }, 'E2004', 'link_token'],
    [{ link_token: 'link-sandbox-12345678', public_token: 'public-sandbox-12345678' }, 'E2004', 'public_token'],
    [{ link_token: 'link-sandbox-of-nobody' }, 'E4007', 'link_token'],
  ])('with %j is refused, and Plaid is not asked', async (args, code, field) => {
    const attempt = harness.run('link_bank_account', args, ADA);
    await expect(attempt).rejects.toMatchObject({ code, details: expect.objectContaining({ field }) });
    expect(await paths()).toEqual([]);
  });
});

describe('unlinking a bank', () => {
  it('says first what it ends; then nothing of it is left, here or at Plaid', async () => {
    const { who, account_id, accounts } = await plaid.linked();
    const { token, itemId } = await plaid.itemOf(who.owner, account_id);
    expect(await harness.effect('unlink_bank_account', { account_id }, who)).toBe(
      'Unlink First Platypus Bank: the access to it ends, and what is here of Plain Checking (…0000), Plain Saving (…1111) is erased.',
    );
    const done = dataOf(await harness.run('unlink_bank_account', { account_id }, who));
    expect(done.account_ids.sort()).toEqual(accounts.map((one) => one.account_id).sort());
    await expect(plaid.ask('/item/get', { access_token: token })).rejects.toThrow('INVALID_ACCESS_TOKEN');
    const left = (await plaid.everything()).filter((item) => JSON.stringify(item).includes(who.owner));
    expect(left.map(({ sk }) => String(sk).split('#')[0]).sort()).toEqual(['exchange', 'unlinked', 'unlinked']);
    expect(JSON.stringify(left)).not.toContain('sealedToken');
    expect((await plaid.everything()).filter(({ pk }) => String(pk).includes(`item#${itemId}`))).toEqual([]);
    expect(await accountsOf(who.owner)).toEqual([]);
  });

  it('twice answers the same, and asks Plaid once', async () => {
    const { who, account_id } = await plaid.linked();
    const first = dataOf(await harness.run('unlink_bank_account', { account_id }, who));
    expect(dataOf(await harness.run('unlink_bank_account', { account_id }, who))).toEqual(first);
    expect((await paths()).filter((path) => path === '/item/remove')).toHaveLength(1);
  });

  it('goes on where its answer was lost', async () => {
    const { who, account_id } = await plaid.linked();
    await fail('/item/remove', { fault: 'drop' });
    expect(dataOf(await harness.run('unlink_bank_account', { account_id }, who))).toMatchObject({ success: true });
    expect((await plaid.asked()).filter(({ path }) => path === '/item/remove').map(({ status }) => status)).toEqual([
      200, 400,
    ]);
  });

  it('that Plaid refuses leaves the bank linked', async () => {
    const { who, account_id } = await plaid.linked();
    const limited = { errorType: 'RATE_LIMIT_EXCEEDED', errorCode: 'RATE_LIMIT', status: 400 };
    await fail('/item/remove', limited);
    const attempt = harness.run(
      'unlink_bank_account',
      { account_id },
      { ...who, context: { deadline: Date.now() + 5_000 } },
    );
    await expect(attempt).rejects.toMatchObject({ code: 'E4003' });
    expect(await accountsOf(who.owner)).toHaveLength(2);
  });
});

describe('a stranger', () => {
  it('finds nothing under an id of somebody else’s, in any tool or resource', async () => {
    const { account_id: id } = await plaid.linked();
    await plaid.asked();
    for (const [name, tool] of family.tools) {
      if (!('account_id' in tool.input.shape)) continue;
      const refused = await harness.run(name, { account_id: id }, BOB).catch((thrown) => thrown);
      const unknown = await harness.run(name, { account_id: 'x'.repeat(20) }, BOB).catch((thrown) => thrown);
      expect([name, refused.code, refused.message]).toEqual([name, 'E4007', unknown.message]);
    }
    for (const what of ['balance', 'transactions']) {
      await expect(harness.read(`banking://${id}/${what}`, BOB)).rejects.toMatchObject({ code: 'E4007' });
    }
    expect(await paths()).toEqual([]);
  });

  it('cannot use a session that somebody else has begun', async () => {
    const { link_token, hosted_link_url } = dataOf(await harness.run('create_link_token', {}, ADA));
    await fetch(hosted_link_url);
    const attempt = harness.run('link_bank_account', { link_token }, BOB);
    await expect(attempt).rejects.toMatchObject({ code: 'E4007', details: { field: 'link_token' } });
  });
});
