import { beforeEach, describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/plaid/sandbox.ts';
import { dataOf, familyUnderTest } from '../../../test/support/family-harness.ts';
import family from './family.ts';
import { plaidOf } from './testing/plaid.ts';

const harness = await familyUnderTest(family, { sandbox });
const plaid = plaidOf(harness);
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
  it('starts with a page and ends with accounts, and never shows the access token', async () => {
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

  it('answers a retry with the same bank, without a second exchange', async () => {
    const args = { public_token: await plaid.publicToken() };
    const first = dataOf(await harness.run('link_bank_account', args, ADA));
    const second = dataOf(await harness.run('link_bank_account', args, ADA));
    expect(second.accounts).toEqual(first.accounts);
    expect((await paths()).filter((path) => path === '/item/public_token/exchange')).toHaveLength(1);
  });

  it('is completed by a look-up if it broke off after the exchange', async () => {
    const args = { public_token: await plaid.publicToken() };
    await fail('/accounts/get', { errorType: 'API_ERROR', errorCode: 'INTERNAL_SERVER_ERROR', status: 500 });
    await expect(harness.run('link_bank_account', args, ADA)).rejects.toMatchObject({ code: 'E4004' });
    expect(dataOf(await harness.lookUp('link_bank_account', args, ADA)).accounts).toHaveLength(2);
  });

  it('reports an unknown outcome if the exchange is not answered, and never takes it for absent', async () => {
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
  ])('refuses %j without a request to Plaid', async (args, code, field) => {
    const attempt = harness.run('link_bank_account', args, ADA);
    await expect(attempt).rejects.toMatchObject({ code, details: expect.objectContaining({ field }) });
    expect(await paths()).toEqual([]);
  });
});

describe('unlinking a bank', () => {
  it('says what it will end, and then removes the link here and at Plaid', async () => {
    const { who, account_id, accounts } = await plaid.linked();
    const { token, itemId } = await plaid.itemOf(who.owner, account_id);
    expect(await harness.effect('unlink_bank_account', { account_id }, who)).toBe(
      'Unlink First Platypus Bank: Plaid’s access to it ends, and the stored data of Plain Checking (…0000), Plain Saving (…1111) is erased.',
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

  it('gives the same answer to a second call, with a single request to Plaid', async () => {
    const { who, account_id } = await plaid.linked();
    const first = dataOf(await harness.run('unlink_bank_account', { account_id }, who));
    expect(dataOf(await harness.run('unlink_bank_account', { account_id }, who))).toEqual(first);
    expect((await paths()).filter((path) => path === '/item/remove')).toHaveLength(1);
  });

  it('is completed by a retry if the answer of Plaid was lost', async () => {
    const { who, account_id } = await plaid.linked();
    await fail('/item/remove', { fault: 'drop' });
    expect(dataOf(await harness.run('unlink_bank_account', { account_id }, who))).toMatchObject({ success: true });
    expect((await plaid.asked()).filter(({ path }) => path === '/item/remove').map(({ status }) => status)).toEqual([
      200, 400,
    ]);
  });

  it('leaves the bank linked if Plaid refuses', async () => {
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
  it('finds nothing under the id of another person, in any tool or resource', async () => {
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

  it('cannot use a session of another person', async () => {
    const { link_token, hosted_link_url } = dataOf(await harness.run('create_link_token', {}, ADA));
    await fetch(hosted_link_url);
    const attempt = harness.run('link_bank_account', { link_token }, BOB);
    await expect(attempt).rejects.toMatchObject({ code: 'E4007', details: { field: 'link_token' } });
  });
});
