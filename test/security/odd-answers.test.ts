import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toManifoldError } from '../../functions/core/errors/manifold-error.ts';
import banking from '../../functions/families/banking/family.ts';
import { openLab as openAlpacaLab } from '../../functions/families/investments/testing/lab.ts';
import { openLab as openKycLab } from '../../functions/families/kyc/testing/lab.ts';
import payments from '../../functions/families/payments/family.ts';
import alpacaSandbox from '../../sandboxes/alpaca/sandbox.ts';
import kycSandbox from '../../sandboxes/kyc/sandbox.ts';
import { startDynamoDb } from '../support/dynamodb.ts';
import { openPlaidLab } from '../support/plaid-lab.ts';
import { openStripeLab } from '../support/stripe-lab.ts';

const LEVELS = 200_000;
const deep = `${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}`;

/** Bodies that are not a valid answer of a provider; each has status 200 and the content type of JSON. */
const BODIES: Record<string, () => string> = {
  null: () => 'null',
  'a number': () => '7',
  'a text': () => '"yes"',
  'an empty list': () => '[]',
  'an empty object': () => '{}',
  nothing: () => '',
  'a page': () => '<html><body>It works!</body></html>',
  '200,000 levels': () => deep,
  '200,000 levels within an answer': () =>
    `{"code":200,"request_id":"req-1","id":"x","object":"list","url":"/v1","has_more":false,"link_token":${deep},"data":${deep}}`,
  '50 MB': () => `"${'x'.repeat(50 * 1024 * 1024)}"`,
  'nulls in place of everything': () =>
    '{"code":null,"data":null,"request_id":null,"id":null,"object":null,"link_token":null,"has_more":null}',
};

let body = '';
let server: Server;
let url: string;
let labs: {
  kyc: Awaited<ReturnType<typeof openKycLab>>;
  stripe: Awaited<ReturnType<typeof openStripeLab>>;
  plaid: Awaited<ReturnType<typeof openPlaidLab>>;
  alpaca: Awaited<ReturnType<typeof openAlpacaLab>>;
};
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    const signsIn = request.url === '/authenticate';
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(signsIn ? '{"code":200,"data":{"access_token":"a.b.c"}}' : body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  labs = {
    kyc: await openKycLab(kycSandbox, startDynamoDb),
    stripe: await openStripeLab(payments),
    plaid: await openPlaidLab(banking),
    alpaca: await openAlpacaLab(alpacaSandbox),
  };
  // The customer at Stripe is known now, so the odd answer is the answer to the write itself.
  await labs.stripe.run('add_payment_method', { payment_token: 'pm_card_visa' });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  for (const lab of Object.values(labs)) await lab.stop();
});

const ORDER = { symbol: 'VTI', side: 'buy', quantity: '1', order_type: 'limit', limit_price: '10.00' };
const PERSON = { aadhaar_number: '123456789012', consent: 'Y', reason: 'Onboarding of a new customer' };

const READS: Record<string, () => Promise<unknown>> = {
  'the KYC provider': () =>
    labs.kyc.runOnce('verify_ifsc', { ifsc: 'SBIN0021745' }, { settings: { KYC_API_BASE_URL: url } }),
  Stripe: () => labs.stripe.read('payments://test:ada/methods', { settings: { STRIPE_API_URL: url } }),
  Plaid: () => labs.plaid.run('create_link_token', {}, { settings: { PLAID_API_URL: url } }),
  Alpaca: () =>
    labs.alpaca.read('investments://lab:ada/portfolio/summary', {
      settings: { ALPACA_PAPER_URL: url, ALPACA_DATA_URL: url },
    }),
};
const WRITES: Record<string, () => Promise<unknown>> = {
  'the KYC provider': () =>
    labs.kyc.runOnce('aadhaar_okyc_generate_otp', PERSON, { settings: { KYC_API_BASE_URL: url } }),
  Stripe: () =>
    labs.stripe.run('add_payment_method', { payment_token: 'tok_visa' }, { settings: { STRIPE_API_URL: url } }),
  Plaid: () =>
    labs.plaid.run(
      'link_bank_account',
      { public_token: 'public-sandbox-00000000-0000' },
      { settings: { PLAID_API_URL: url } },
    ),
  Alpaca: () => labs.alpaca.run('execute_trade', ORDER, { settings: { ALPACA_PAPER_URL: url, ALPACA_DATA_URL: url } }),
};

const codeOf = (work: Promise<unknown>) =>
  work.then(
    (outcome) => `answered ${JSON.stringify(outcome)}`,
    (thrown) => toManifoldError(thrown).code,
  );

describe.each(Object.entries(BODIES))('a provider that answers with %s', (_what, make) => {
  beforeAll(() => {
    body = make();
  });

  it.each(Object.entries(READS))('is named as the cause when a read of %s fails', async (_provider, ask) => {
    expect(await codeOf(ask())).toBe('E4004');
  });

  it.each(Object.entries(WRITES))('leaves the outcome of a write of %s unknown', async (_provider, ask) => {
    expect(await codeOf(ask())).toBe('E3008');
  });
});
