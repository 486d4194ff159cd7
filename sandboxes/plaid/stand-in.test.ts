import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader, importJWK, type JWK, jwtVerify } from 'jose';
import { Configuration, CountryCode, PlaidApi, Products, SandboxItemFireWebhookRequestWebhookCodeEnum } from 'plaid';
import { type RawRequest, type RunningSandbox, serveStandIn } from '../shared/serve.ts';
import { startServer } from './server.ts';
import { SANDBOX_CREDENTIALS } from './stand-in.ts';

let sandbox: RunningSandbox;
let plaid: PlaidApi;
beforeEach(async () => {
  sandbox = await startServer({ log: () => undefined });
  plaid = clientOf(SANDBOX_CREDENTIALS);
});
afterEach(() => sandbox.stop());

function clientOf({ clientId, secret }: typeof SANDBOX_CREDENTIALS): PlaidApi {
  const headers = { 'PLAID-CLIENT-ID': clientId, 'PLAID-SECRET': secret, 'Plaid-Version': '2020-09-14' };
  return new PlaidApi(new Configuration({ basePath: sandbox.url, baseOptions: { headers } }));
}

const control = (body: object) => fetch(`${sandbox.url}/__control`, { method: 'POST', body: JSON.stringify(body) });

async function linked(webhook?: string): Promise<string> {
  const { data } = await plaid.sandboxPublicTokenCreate({
    institution_id: 'ins_109508',
    initial_products: [Products.Transactions],
    ...(webhook ? { options: { webhook } } : {}),
  });
  return (await plaid.itemPublicTokenExchange({ public_token: data.public_token })).data.access_token;
}

const errorCode = async (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'none',
    (error: { response?: { data?: { error_code?: string } } }) => error.response?.data?.error_code,
  );

describe('the stand-in for Plaid, through its own SDK', () => {
  it('links a bank: link token, public token once, accounts', async () => {
    const { data } = await plaid.linkTokenCreate({
      client_name: 'Manifold',
      language: 'en',
      country_codes: [CountryCode.Us],
      user: { client_user_id: 'invented-1' },
      products: [Products.Transactions],
    });
    expect(data.link_token).toMatch(/^link-sandbox-/);
    const made = await plaid.sandboxPublicTokenCreate({
      institution_id: 'ins_109508',
      initial_products: [Products.Transactions],
    });
    const exchange = () => plaid.itemPublicTokenExchange({ public_token: made.data.public_token });
    const { access_token } = (await exchange()).data;
    expect((await plaid.accountsGet({ access_token })).data.accounts).toHaveLength(2);
    expect(await errorCode(exchange())).toBe('INVALID_PUBLIC_TOKEN');
  });

  it('pages through transactions, and reports a change between two pages', async () => {
    const access_token = await linked();
    const first = (await plaid.transactionsSync({ access_token, count: 60 })).data;
    expect(first).toMatchObject({ has_more: true, removed: [] });
    const second = (await plaid.transactionsSync({ access_token, count: 60, cursor: first.next_cursor })).data;
    expect([first.added.length, second.added.length, second.has_more]).toEqual([60, 30, false]);
    await plaid.transactionsRefresh({ access_token });
    const late = plaid.transactionsSync({ access_token, count: 60, cursor: first.next_cursor });
    expect(await errorCode(late)).toBe('TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION');
    const [newest] = (await plaid.transactionsSync({ access_token, cursor: second.next_cursor })).data.added;
    expect(newest?.name).toBe('Invented refresh');
  });

  it('reports transactions that were changed or removed', async () => {
    const access_token = await linked();
    const { added, next_cursor: cursor } = (await plaid.transactionsSync({ access_token, count: 500 })).data;
    const [one, two] = added;
    await control({ change: { accessToken: access_token, transactionId: one?.transaction_id, to: 'removed' } });
    await control({ change: { accessToken: access_token, transactionId: two?.transaction_id, to: 'posted' } });
    const { removed, modified } = (await plaid.transactionsSync({ access_token, cursor })).data;
    expect(removed[0]?.transaction_id).toBe(one?.transaction_id);
    expect(modified[0]?.transaction_id).toBe(two?.transaction_id);
  });

  it('forgets a removed item, and asks for a new login after a reset', async () => {
    const access_token = await linked();
    await plaid.sandboxItemResetLogin({ access_token });
    expect(await errorCode(plaid.accountsBalanceGet({ access_token }))).toBe('ITEM_LOGIN_REQUIRED');
    await plaid.itemRemove({ access_token });
    expect(await errorCode(plaid.itemGet({ access_token }))).toBe('INVALID_ACCESS_TOKEN');
  });

  it('refuses wrong keys, unknown fields and unknown paths', async () => {
    const wrong = clientOf({ clientId: 'client_wrong', secret: 'x' });
    expect(await errorCode(wrong.accountsGet({ access_token: 'x' }))).toBe('INVALID_API_KEYS');
    const odd = { public_token: 'x', colour: 'red' } as Parameters<typeof plaid.itemPublicTokenExchange>[0];
    expect(await errorCode(plaid.itemPublicTokenExchange(odd))).toBe('UNKNOWN_FIELDS');
    expect(await errorCode(plaid.identityGet({ access_token: 'x' }))).toBe('NOT_FOUND');
  });

  it('signs webhooks with a key that it hands out', async () => {
    const received = Promise.withResolvers<RawRequest>();
    const receiver = await serveStandIn(
      {
        shapeOf: (path) => path,
        handle(request) {
          received.resolve(request);
          return { answer: { status: 200, headers: {}, body: '' } };
        },
      },
      { log: () => undefined },
    );
    try {
      const access_token = await linked(`${receiver.url}/hook`);
      const webhook_code = SandboxItemFireWebhookRequestWebhookCodeEnum.DefaultUpdate;
      await plaid.sandboxItemFireWebhook({ access_token, webhook_code });
      const { headers, text } = await received.promise;
      const token = headers['plaid-verification'] ?? '';
      const { kid = '' } = decodeProtectedHeader(token);
      const { data } = await plaid.webhookVerificationKeyGet({ key_id: kid });
      const { payload } = await jwtVerify(token, await importJWK(data.key as JWK, 'ES256'));
      expect(payload).toHaveProperty('request_body_sha256');
      expect(JSON.parse(text)).toMatchObject({ webhook_code: 'DEFAULT_UPDATE' });
    } finally {
      await receiver.stop();
    }
  });
});
