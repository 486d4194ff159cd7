import { inspect } from 'node:util';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sandbox from '../../../../sandboxes/plaid/sandbox.ts';
import { type CallOptions, familyUnderTest } from '../../../../test/support/family-harness.ts';
import family from '../family.ts';
import { plaidOf } from '../testing/plaid.ts';

const harness = await familyUnderTest(family, { sandbox });
const plaid = plaidOf(harness);
let ada: Awaited<ReturnType<typeof plaid.linked>>;
beforeAll(async () => {
  ada = await plaid.linked();
});
beforeEach(async () => {
  await plaid.asked();
});

const balance = (changes: CallOptions = {}) =>
  harness.read(`banking://${ada.account_id}/balance`, { ...ada.who, ...changes });
const fail = (answer: object) => harness.control({ next: { path: '/accounts/balance/get', answers: [answer] } });

describe('an error of Plaid', () => {
  it.each([
    [{ errorType: 'RATE_LIMIT_EXCEEDED', errorCode: 'BALANCE_LIMIT', status: 429 }, 'E4003', true],
    [{ errorType: 'API_ERROR', errorCode: 'INTERNAL_SERVER_ERROR', status: 500 }, 'E4004', true],
    [{ errorType: 'INSTITUTION_ERROR', errorCode: 'INSTITUTION_DOWN' }, 'E4005', true],
    [{ errorType: 'ITEM_ERROR', errorCode: 'PRODUCT_NOT_READY' }, 'E4005', true],
    [{ errorType: 'INVALID_INPUT', errorCode: 'INVALID_API_KEYS' }, 'E4006', false],
    [{ errorType: 'INVALID_INPUT', errorCode: 'INVALID_ACCOUNT_ID' }, 'E4007', false],
    [{ errorType: 'INVALID_REQUEST', errorCode: 'INVALID_FIELD' }, 'E2001', false],
    [{ fault: 'drop' }, 'E4001', true],
    [{ fault: 'cut' }, 'E4001', true],
    [{ fault: 'garble' }, 'E4004', true],
  ])('is mapped from %j to %s, without tokens and keys', async (answer, code, retryable) => {
    const { token } = await plaid.itemOf(ada.who.owner, ada.account_id);
    await fail(answer);
    const thrown = await balance().catch((error) => error);
    expect(thrown).toMatchObject({ code, retryable });
    const told = inspect(thrown, { depth: 20, showHidden: true });
    expect(told).not.toContain(token);
    expect(told).not.toContain('secret_local_manifold');
  });

  it('names the request id of Plaid for its support', async () => {
    await fail({ errorType: 'API_ERROR', errorCode: 'INTERNAL_SERVER_ERROR', status: 500 });
    await expect(balance()).rejects.toMatchObject({
      details: { plaidCode: 'INTERNAL_SERVER_ERROR', providerTransactionId: expect.stringMatching(/^\w{15}$/) },
    });
  });
});

describe('a request that fails before it is sent', () => {
  it.each<[string, CallOptions, string]>([
    ['without credentials', { secret: { PLAID_SECRET: 'set-me' } }, 'E4006'],
    [
      'to real banks that are not switched on',
      { settings: { PLAID_API_URL: 'https://production.plaid.com' } },
      'E3002',
    ],
    ['without time left', { context: { deadline: Date.now() } }, 'E5004'],
    ['to a port without a listener', { settings: { PLAID_API_URL: 'http://127.0.0.1:9' } }, 'E4005'],
  ])('gets an error of its own: %s', async (_what, changes, code) => {
    await expect(balance(changes)).rejects.toMatchObject({ code });
    expect(await plaid.asked()).toEqual([]);
  });
});

it('gives the balance of a bank in exact decimals', async () => {
  expect(await balance()).toMatchObject({
    name: 'Plain Checking',
    current: '1274.93',
    available: '1203.42',
    limit: null,
    currency: 'USD',
    mode: 'test',
  });
});
