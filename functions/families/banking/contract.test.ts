import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json } from '../../../sandboxes/plaid/refusal.ts';
import sandbox from '../../../sandboxes/plaid/sandbox.ts';
import { Webhooks } from '../../../sandboxes/plaid/webhooks.ts';
import {
  type CallOptions,
  dataOf,
  type FamilyHarness,
  openFamilyHarness,
} from '../../../test/support/family-harness.ts';
import { PublishedContract, type WireRecord } from '../../../test/support/published-contract.ts';
import { recordWire } from '../../../test/support/wire-recorder.ts';
import family from './family.ts';
import { plaidOf } from './testing/plaid.ts';

describe("Plaid's contract", () => {
  const contract = new PublishedContract('plaid');
  const faultsOf = (exchange: WireRecord): string[] =>
    (contract.faultsOf(exchange) ?? ['the path is not known']).map(
      (fault) => `${exchange.method} ${exchange.url.pathname}: ${fault}`,
    );

  let harness: FamilyHarness;
  let plaid: ReturnType<typeof plaidOf>;
  let wire: Awaited<ReturnType<typeof recordWire>>;
  beforeAll(async () => {
    harness = await openFamilyHarness(family, { sandbox });
    plaid = plaidOf(harness);
    wire = await recordWire(harness.url);
  });
  afterAll(async () => {
    await wire.stop();
    await harness.stop();
  });

  const person = (owner: string): CallOptions => ({ owner, settings: { PLAID_API_URL: wire.url } });
  const linked = async (who: CallOptions) =>
    dataOf(await harness.run('link_bank_account', { public_token: await plaid.publicToken() }, who))
      .account_id as string;
  /** What was sent, once it is plain that these paths, and no others, were asked for. */
  const sentTo = (...paths: string[]): WireRecord[] => {
    const sent = wire.taken();
    expect([...new Set(sent.map(({ url }) => url.pathname))].sort()).toEqual(paths);
    return sent;
  };

  it('is kept by a session of Link, from its start to the linked bank', async () => {
    const who = person('test:link');
    const { link_token, hosted_link_url } = dataOf(await harness.run('create_link_token', {}, who));
    await expect(harness.run('link_bank_account', { link_token }, who)).rejects.toMatchObject({ code: 'E4008' });
    await fetch(hosted_link_url);
    await harness.run('link_bank_account', { link_token }, who);
    const sent = sentTo(
      '/accounts/get',
      '/item/get',
      '/item/public_token/exchange',
      '/link/token/create',
      '/link/token/get',
      '/transactions/sync',
    );
    expect(sent.flatMap(faultsOf)).toEqual([]);
  });

  it('is kept by a session that renews a sign-in', async () => {
    const who = person('test:renew');
    const account_id = await linked(who);
    wire.taken();
    await harness.run('create_link_token', { account_id }, who);
    expect(sentTo('/link/token/create').flatMap(faultsOf)).toEqual([]);
  });

  it('is kept by reading balances and by refreshing transactions', async () => {
    const who = person('test:read');
    const account_id = await linked(who);
    wire.taken();
    await harness.read(`banking://${account_id}/balance`, who);
    await harness.run('refresh_bank_data', { account_id }, who);
    const sent = sentTo('/accounts/balance/get', '/transactions/refresh', '/transactions/sync');
    expect(sent.flatMap(faultsOf)).toEqual([]);
  });

  it('is kept by transactions that change and that are removed', async () => {
    const who = person('test:change');
    const account_id = await linked(who);
    const [exchange] = wire.taken().filter(({ url }) => url.pathname === '/transactions/sync');
    const { added } = JSON.parse(exchange?.answer?.text ?? '') as { added: { transaction_id: string }[] };
    const { token: accessToken } = await plaid.itemOf('test:change', account_id);
    const [first, second] = added.map(({ transaction_id }) => transaction_id);
    await harness.control({ change: { accessToken, transactionId: first, to: 'removed' } });
    await harness.control({ change: { accessToken, transactionId: second, to: 'posted' } });
    await harness.run('refresh_bank_data', { account_id }, who);
    const sent = wire.taken();
    expect(sent.at(-1)?.answer?.text).toContain(`"removed":[{"transaction_id":"${first}"`);
    expect(sent.flatMap(faultsOf)).toEqual([]);
  });

  it('is kept by the errors of the stand-in', async () => {
    const who = person('test:refused');
    const account_id = await linked(who);
    const { token } = await plaid.itemOf('test:refused', account_id);
    await plaid.ask('/sandbox/item/reset_login', { access_token: token });
    wire.taken();
    await expect(harness.read(`banking://${account_id}/balance`, who)).rejects.toMatchObject({ retryable: false });
    const sent = sentTo('/accounts/balance/get');
    expect(sent.map(({ answer }) => answer?.status)).toEqual([400]);
    expect(sent.flatMap(faultsOf)).toEqual([]);
  });

  it('is kept by unlinking', async () => {
    const who = person('test:unlink');
    const account_id = await linked(who);
    wire.taken();
    await harness.run('unlink_bank_account', { account_id }, who);
    expect(sentTo('/item/remove').flatMap(faultsOf)).toEqual([]);
  });

  it('is kept by the keys that the stand-in signs webhooks with', () => {
    const webhooks = new Webhooks(() => undefined);
    const [header = ''] = webhooks.signatureOf('{}').split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
    const exchange = () => ({
      method: 'POST',
      url: new URL('http://x/webhook_verification_key/get'),
      body: { key_id: kid },
      answer: { status: 200, text: String(json(200, webhooks.publicKey(kid)).body) },
    });
    const current = exchange();
    webhooks.rotate();
    expect([current, exchange()].flatMap(faultsOf)).toEqual([]);
  });

  it.each([
    ['/accounts/get', { access_token: 'x', colour: 'red' }, 'colour'],
    ['/accounts/get', { access_token: 'x', options: { colour: 'red' } }, 'colour'],
    ['/accounts/get', {}, "required property 'access_token'"],
    ['/transactions/sync', { access_token: 'x', count: 501 }, '<= 500'],
    ['/link/token/create', { client_name: 'x', language: 'en', country_codes: ['XX'] }, 'allowed values'],
    ['/nothing', {}, 'the path is not known'],
  ])('finds the fault in a request to %s with %j', (path, body, fault) => {
    expect(faultsOf({ method: 'POST', url: new URL(path, 'http://x'), body }).join(' ')).toContain(fault);
  });

  it.each([
    [200, { accounts: [], item: {} }, "required property 'request_id'"],
    [200, { accounts: [], item: {}, request_id: 'x', colour: 'red' }, 'colour'],
    [400, { error_code: 'X' }, "required property 'error_type'"],
  ])('finds the fault in an answer of status %i with %j', (status, answer, fault) => {
    const request = { method: 'POST', url: new URL('http://x/accounts/get'), body: { access_token: 'x' } };
    expect(faultsOf({ ...request, answer: { status, text: JSON.stringify(answer) } }).join(' ')).toContain(fault);
  });
});
