import { beforeEach, describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/plaid/sandbox.ts';
import { dataOf, familyUnderTest } from '../../../test/support/family-harness.ts';
import family from './family.ts';
import { plaidOf } from './testing/plaid.ts';

const harness = await familyUnderTest(family, { sandbox });
const plaid = plaidOf(harness);

let ada: Awaited<ReturnType<typeof plaid.linked>>;
let item: { itemId: string; token: string };
beforeEach(async () => {
  ada = await plaid.linked();
  item = await plaid.itemOf(ada.who.owner, ada.account_id);
  await plaid.asked();
});

interface Told {
  transaction_id: string;
  date: string;
  amount: string;
  name: string;
}
const read = (query = '') => harness.read(`banking://${ada.account_id}/transactions${query}`, ada.who);
const all = async (): Promise<Told[]> => (await read('?limit=500')).transactions;
const news = (code = 'SYNC_UPDATES_AVAILABLE', type = 'TRANSACTIONS') =>
  harness.event({ webhook_type: type, webhook_code: code, item_id: item.itemId, environment: 'sandbox' });
const syncs = async () => (await plaid.asked()).filter(({ path }) => path === '/transactions/sync');
const book = (count: number) =>
  plaid.ask('/sandbox/transactions/create', {
    access_token: item.token,
    transactions: Array.from({ length: count }, (_, at) => ({
      amount: at + 0.01,
      description: `Invented ${at}`,
      date_posted: '2026-02-03',
    })),
  });
const change = (transactionId: string | undefined, to: string) =>
  harness.control({ change: { accessToken: item.token, transactionId, to } });
const days = (transactions: Told[]) => transactions.map(({ date }) => date);

describe('transactions of an account', () => {
  it('are read from the store, with exact amounts and the meaning of their sign', async () => {
    const { transactions, amount_sign } = await read();
    expect(amount_sign).toBe('positive: money out of the account; negative: money in');
    expect(transactions).toContainEqual(
      expect.objectContaining({ name: 'Invented Grocer', amount: '54.20', direction: 'out', currency: 'USD' }),
    );
    expect(transactions).toContainEqual(
      expect.objectContaining({ name: 'Invented Payroll', amount: '-1850.00', direction: 'in' }),
    );
    expect(await syncs()).toEqual([]);
  });

  it('are listed in pages, newest first, each once', async () => {
    const pages: Told[][] = [];
    let next = '';
    do {
      const page = await read(`?limit=40${next}`);
      pages.push(page.transactions);
      expect(page.has_more).toBe(page.next !== undefined);
      next = page.next ? `&cursor=${page.next}` : '';
    } while (next !== '');
    expect(pages.map((page) => page.length)).toEqual([40, 40, 10]);
    const told = pages.flat();
    expect(new Set(told.map((one) => one.transaction_id)).size).toBe(90);
    expect(days(told)).toEqual(days(told).sort().reverse());
  });

  it('are limited to the requested days, both included', async () => {
    const known = days(await all());
    const [last = '', first = ''] = [known[10], known[19]];
    const { transactions, has_more } = await read(`?start_date=${first}&end_date=${last}`);
    expect([days(transactions), has_more]).toEqual([known.slice(10, 20), false]);
  });

  it.each([
    ['?start_date=2026-02-30', 'start_date'],
    ['?end_date=yesterday', 'end_date'],
    ['?start_date=2026-03-02&end_date=2026-03-01', 'start_date'],
    ['?limit=0', 'limit'],
    ['?limit=many', 'limit'],
    ['?cursor=nothing', 'cursor'],
  ])('cannot be listed with %s', async (query, field) => {
    await expect(read(query)).rejects.toMatchObject({ code: 'E2004', details: { field } });
    expect(await plaid.asked()).toEqual([]);
  });
});

describe('new transactions at the bank', () => {
  it('are fetched when Plaid announces them: added, changed and removed', async () => {
    const [gone, posted] = await all();
    await change(gone?.transaction_id, 'removed');
    await change(posted?.transaction_id, 'posted');
    await book(1);
    expect(await all()).toHaveLength(90);
    await news();
    const now = await all();
    expect(now).toHaveLength(90);
    expect(now.map(({ transaction_id: id }) => id)).not.toContain(gone?.transaction_id);
    expect(now.find(({ transaction_id: id }) => id === posted?.transaction_id)?.name).toMatch(/\(posted\)$/);
    expect(now).toContainEqual(expect.objectContaining({ name: 'Invented 0', amount: '0.01', date: '2026-02-03' }));
    // Events of the millisecond in which a sync begins cause another fetch, so that none is missed.
    expect((await syncs()).length).toBeLessThanOrEqual(2);
  });

  it('are stored once if Plaid announces them twice', async () => {
    await book(3);
    await news();
    await news();
    expect(await all()).toHaveLength(93);
  });

  it('are fetched again from the first cursor if the bank changes between two pages', async () => {
    await book(600);
    const mutation = {
      errorType: 'TRANSACTIONS_ERROR',
      errorCode: 'TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION',
    };
    await harness.control({ next: { path: '/transactions/sync', answers: [{ pass: true }, mutation] } });
    await news();
    expect((await syncs()).map(({ status }) => status)).toEqual([200, 400, 200, 200]);
    expect((await read('?limit=500')).has_more).toBe(true);
    const { transactions } = await read('?start_date=2026-02-03&end_date=2026-02-03&limit=500');
    expect(transactions).toHaveLength(500);
    // A read fetches again if the event and the sync fell into one millisecond; those requests are not counted below.
    await syncs();
    await news();
    expect(await syncs()).toHaveLength(1);
  });

  it('end in an error if the bank changes each time, and the stored ones stay', async () => {
    await book(1);
    const mutation = {
      errorType: 'TRANSACTIONS_ERROR',
      errorCode: 'TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION',
    };
    await harness.control({ next: { path: '/transactions/sync', answers: Array.from({ length: 6 }, () => mutation) } });
    await expect(news()).rejects.toMatchObject({ code: 'E4004', retryable: true });
    // The link records that there are new transactions, so the next read fetches them.
    expect(await all()).toHaveLength(91);
  });

  it('are fetched by one sync at a time', async () => {
    await book(5);
    await Promise.all([news(), news(), news(), read()]);
    expect(await all()).toHaveLength(95);
  });

  it('are ignored if their bank is not linked here', async () => {
    await harness.event({ webhook_type: 'TRANSACTIONS', webhook_code: 'SYNC_UPDATES_AVAILABLE', item_id: 'of-nobody' });
    await harness.event({ webhook_type: 'LINK', webhook_code: 'SESSION_FINISHED' });
    expect(await plaid.asked()).toEqual([]);
  });

  it('are fetched by refresh_bank_data, too', async () => {
    const args = { account_id: ada.account_id };
    expect(dataOf(await harness.run('refresh_bank_data', args, ada.who))).toMatchObject({
      success: true,
      state: 'fetched',
      changed: 1,
      removed: 0,
      mode: 'test',
    });
    expect((await all()).map(({ name }) => name)).toContain('Invented refresh');
  });
});

describe('a bank that wants a new sign-in', () => {
  const URL_CLIENT = { clientCapabilities: { elicitation: { url: {} } } };
  const account = async () =>
    (await harness.read(`banking://${encodeURIComponent(ada.who.owner)}/accounts`, ada.who)).accounts[0];
  beforeEach(() => plaid.ask('/sandbox/item/reset_login', { access_token: item.token }));

  it('says what to do, while stored transactions can still be read', async () => {
    const attempt = harness.run('refresh_bank_data', { account_id: ada.account_id }, ada.who);
    await expect(attempt).rejects.toMatchObject({
      code: 'E2005',
      details: { field: 'account_id', suggestion: expect.stringContaining('create_link_token') },
    });
    await expect(harness.read(`banking://${ada.account_id}/balance`, ada.who)).rejects.toMatchObject({ code: 'E2005' });
    expect(await account()).toMatchObject({ status: 'sign_in_again', what_to_do: expect.any(String) });
    await news();
    const told = await read();
    expect(told).toMatchObject({ status: 'sign_in_again', notice: expect.stringContaining('last_updated') });
    expect(told.transactions).toHaveLength(90);
  });

  it("sends a client that can open pages to the bank's page, and continues after it", async () => {
    const args = { account_id: ada.account_id };
    const asked = await harness.run('refresh_bank_data', args, { ...ada.who, context: URL_CLIENT });
    if (asked.status !== 'input_required') throw new Error(`The outcome is ${asked.status}.`);
    const { params } = asked.inputRequests.sign_in ?? {};
    expect(params).toMatchObject({ mode: 'url', message: expect.stringContaining('First Platypus Bank') });
    await fetch(String(params?.url));
    const context = { ...URL_CLIENT, inputResponses: { sign_in: { action: 'accept' } } };
    expect(dataOf(await harness.run('refresh_bank_data', args, { ...ada.who, context }))).toMatchObject({ changed: 1 });
    expect(await account()).toMatchObject({ status: 'linked' });
  });

  it('is recorded when Plaid reports it, and cleared when it is over', async () => {
    await news('ERROR', 'ITEM');
    expect(await account()).toMatchObject({ status: 'sign_in_again' });
    const { hosted_link_url, purpose } = dataOf(
      await harness.run('create_link_token', { account_id: ada.account_id }, ada.who),
    );
    expect(purpose).toBe('sign_in_again');
    await fetch(hosted_link_url);
    await news('LOGIN_REPAIRED', 'ITEM');
    expect(await account()).toMatchObject({ status: 'linked' });
  });
});
