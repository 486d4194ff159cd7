import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import sandboxModule from '../../sandboxes/plaid/sandbox.ts';
import { endpoints } from '../cloud/endpoints.ts';
import { logs, newKey } from './support/control.ts';
import { answerOf, callTool, modern, type RequestOptions } from './support/endpoint.ts';

const ADA = `test:saver-${randomUUID()}`;
const SCOPES = ['banking:read', 'banking:write', 'tools:list'];

let ada: string;
let bob: string;
let reader: string;
beforeAll(async () => {
  ada = await newKey({ id: ADA, scopes: SCOPES });
  bob = await newKey({ id: `test:stranger-${randomUUID()}`, scopes: SCOPES });
  reader = await newKey({ id: ADA, scopes: ['banking:read', 'tools:list'] });
});

const stand = () => endpoints().sandboxes.plaid;

/** Asks the stand-in like a person who signs in at the bank. */
async function atPlaid(path: string, body: object) {
  const { PLAID_CLIENT_ID: client_id, PLAID_SECRET: secret } = sandboxModule.secret();
  const request = { method: 'POST', body: JSON.stringify({ client_id, secret, ...body }) };
  return (await (await fetch(`${stand()}${path}`, request)).json()) as { public_token: string };
}
const publicToken = async () =>
  (await atPlaid('/sandbox/public_token/create', { institution_id: 'ins_109508', initial_products: ['transactions'] }))
    .public_token;
const askedFor = async (path: string) => {
  const { requests } = (await (await fetch(`${stand()}/__transcript`)).json()) as { requests: { path: string }[] };
  return requests.filter((one) => one.path === path).length;
};

async function read(uri: string, key: string) {
  const { result, error } = await answerOf(modern('resources/read', { uri }, { key }));
  return error ? { error } : JSON.parse(result.contents[0].text);
}
const refusalOf = (result: Awaited<ReturnType<typeof callTool>>) => result._meta['manifold/error'];
async function linked(options: RequestOptions = {}) {
  const args = { public_token: await publicToken() };
  const { structuredContent } = await callTool('link_bank_account', args, { key: ada, ...options });
  return structuredContent as { account_id: string; accounts: { account_id: string }[] };
}

async function lastUpdated(accountId: string): Promise<string> {
  const { accounts } = await read('banking://me/accounts', ada);
  return accounts.find((one: { account_id: string }) => one.account_id === accountId).last_updated;
}

/** Reads accounts, which fetches nothing, until an event of Plaid has caused a fetch. Each try is a request. */
async function fetchedAfter(accountId: string, time: string): Promise<void> {
  for (let tries = 1; tries <= 400; tries += 1) {
    if ((await lastUpdated(accountId)) > time) return;
  }
  throw new Error('No event of Plaid has had anything fetched.');
}

describe('a bank account that is linked through the gateway', () => {
  it('is linked on Plaid’s page, can be read, and is listed for its person alone', async () => {
    const begun = (await callTool('create_link_token', {}, { key: ada })).structuredContent;
    await fetch(begun.hosted_link_url);
    const result = await callTool('link_bank_account', { link_token: begun.link_token }, { key: ada });
    expect(result.structuredContent).toMatchObject({
      success: true,
      institution: 'First Platypus Bank',
      transactions: 'fetched',
      mode: 'test',
    });
    const id = result.structuredContent.account_id;
    const { accounts } = await read(`banking://${encodeURIComponent(ADA)}/accounts`, ada);
    expect(accounts).toContainEqual(expect.objectContaining({ account_id: id, status: 'linked' }));
    expect(await read(`banking://${id}/balance`, ada)).toMatchObject({ current: '1274.93', available: '1203.42' });
    const { transactions, has_more } = await read(`banking://${id}/transactions?limit=50`, ada);
    expect([transactions.length, has_more]).toEqual([50, true]);
  });

  it('is linked once under one idempotency key', async () => {
    const args = { public_token: await publicToken() };
    const options = { key: ada, headers: { 'idempotency-key': randomUUID() } };
    const before = await askedFor('/item/public_token/exchange');
    const first = await callTool('link_bank_account', args, options);
    const again = await callTool('link_bank_account', args, options);
    expect(again.structuredContent).toEqual(first.structuredContent);
    expect((await askedFor('/item/public_token/exchange')) - before).toBe(1);
  });

  it('is refreshed as soon as Plaid announces new data by a signed webhook', async () => {
    const { account_id: id } = await linked();
    const before = await lastUpdated(id);
    await fetch(`${stand()}/__control`, { method: 'POST', body: JSON.stringify({ news: { accountId: id } }) });
    await fetchedAfter(id, before);
    const { transactions } = await read(`banking://${id}/transactions?limit=10`, ada);
    const fresh = transactions.filter(({ name }: { name: string }) => name === 'Invented news');
    expect(fresh).toEqual([expect.objectContaining({ amount: '1.23', direction: 'out' })]);
  });

  it('is unlinked once its person has confirmed the effect', async () => {
    const { account_id } = await linked();
    const { code, details } = refusalOf(await callTool('unlink_bank_account', { account_id }, { key: ada }));
    expect(code).toBe('E3007');
    expect(details.effect).toMatch(/^Unlink First Platypus Bank: .*Plain Checking \(…0000\), Plain Saving \(…1111\)/);
    expect((await read(`banking://${account_id}/balance`, ada)).error).toBeUndefined();
    const args = { account_id, confirmation_token: details.confirmationToken };
    const done = await callTool('unlink_bank_account', args, { key: ada });
    expect(done.structuredContent.account_ids).toContain(account_id);
    expect((await read(`banking://${account_id}/balance`, ada)).error.data).toMatchObject({ code: 'E4007' });
  });

  it('never shows its token in a log', async () => {
    await linked();
    for (const kind of ['function', 'sandbox', 'access', 'cloud']) {
      const text = JSON.stringify(await logs(kind));
      expect(text).not.toMatch(/access-sandbox-\w|public-sandbox-\w/);
    }
  });
});

describe('a caller without permission for a bank account', () => {
  it('gets the same answer for another person’s account as for one that does not exist', async () => {
    const { account_id } = await linked();
    for (const what of ['balance', 'transactions']) {
      expect((await read(`banking://${account_id}/${what}`, bob)).error.data).toMatchObject({ code: 'E4007' });
    }
    for (const name of ['create_link_token', 'unlink_bank_account', 'refresh_bank_data']) {
      expect([name, refusalOf(await callTool(name, { account_id }, { key: bob }))]).toEqual([
        name,
        expect.objectContaining({ code: 'E4007' }),
      ]);
    }
    expect((await read(`banking://${encodeURIComponent(ADA)}/accounts`, bob)).error.data).toMatchObject({
      code: 'E4007',
    });
  });

  it('cannot link an account with a credential that only reads', async () => {
    const refused = refusalOf(
      await callTool('link_bank_account', { public_token: 'public-sandbox-12345678' }, { key: reader }),
    );
    expect(refused).toMatchObject({ code: 'E1004' });
  });

  it('gets an error about a malformed token before Plaid is asked', async () => {
    const before = await askedFor('/item/public_token/exchange');
    const refused = refusalOf(await callTool('link_bank_account', { public_token: 'hunter2' }, { key: ada }));
    expect(refused).toMatchObject({ code: 'E2004', details: { field: 'public_token' } });
    expect(await askedFor('/item/public_token/exchange')).toBe(before);
  });
});
