import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openPlaidLab, type PlaidChanges, type PlaidLab } from '../../../../test/support/plaid-lab.ts';
import family from '../family.ts';

let lab: PlaidLab;
let ada: Awaited<ReturnType<PlaidLab['linked']>>;
beforeAll(async () => {
  lab = await openPlaidLab(family);
  ada = await lab.linked();
});
afterAll(() => lab.stop());
beforeEach(async () => {
  await lab.asked();
});

const balance = (changes: PlaidChanges = {}) =>
  lab.read(`banking://${ada.account_id}/balance`, { ...ada.who, ...changes });
const fail = (answer: object) => lab.control({ next: { path: '/accounts/balance/get', answers: [answer] } });

describe('a request that Plaid does not grant', () => {
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
  ])('%j is %s, and tells nothing of tokens and keys', async (answer, code, retryable) => {
    const { token } = await lab.itemOf(ada.who.owner, ada.account_id);
    await fail(answer);
    const thrown = await balance().catch((error) => error);
    expect(thrown).toMatchObject({ code, retryable });
    const told = inspect(thrown, { depth: 20, showHidden: true });
    expect(told).not.toContain(token);
    expect(told).not.toContain('secret_local_manifold');
  });

  it('names Plaid’s request, for support', async () => {
    await fail({ errorType: 'API_ERROR', errorCode: 'INTERNAL_SERVER_ERROR', status: 500 });
    await expect(balance()).rejects.toMatchObject({
      details: { plaidCode: 'INTERNAL_SERVER_ERROR', providerTransactionId: expect.stringMatching(/^\w{15}$/) },
    });
  });
});

describe('a request that is not made', () => {
  it.each<[string, PlaidChanges, string]>([
    ['without credentials', { secret: { PLAID_SECRET: 'set-me' } }, 'E4006'],
    [
      'to real banks where that is not switched on',
      { settings: { PLAID_API_URL: 'https://production.plaid.com' } },
      'E3002',
    ],
    ['without time left', { context: { deadline: Date.now() } }, 'E5004'],
    ['to where nobody listens', { settings: { PLAID_API_URL: 'http://127.0.0.1:9' } }, 'E4005'],
  ])('%s says so', async (_what, changes, code) => {
    await expect(balance(changes)).rejects.toMatchObject({ code });
    expect(await lab.asked()).toEqual([]);
  });
});

it('what the bank has now is told in exact decimals', async () => {
  expect(await balance()).toMatchObject({
    name: 'Plain Checking',
    current: '1274.93',
    available: '1203.42',
    limit: null,
    currency: 'USD',
    mode: 'test',
  });
});
