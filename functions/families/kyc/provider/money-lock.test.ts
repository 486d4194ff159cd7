import { describe, expect, it } from '@jest/globals';
import sandbox from '../../../../sandboxes/kyc/sandbox.ts';
import { type CallOptions, familyUnderTest } from '../../../../test/support/family-harness.ts';
import family from '../family.ts';
import { movesRealMoney } from './endpoint.ts';
import { refuseUnconfirmedMoney } from './money-lock.ts';

const harness = await familyUnderTest(family, { sandbox });

const LIVE = 'https://api.sandbox.co.in';
const lock = (settings: Record<string, string>, changes: CallOptions = {}) =>
  refuseUnconfirmedMoney(harness.call({ settings, ...changes }));

describe('movesRealMoney', () => {
  it.each([
    ['https://test-api.sandbox.co.in', false],
    ['http://127.0.0.1:4711', false],
    ['http://localhost', false],
    [LIVE, true],
    ['https://API.sandbox.co.in/', true],
    ['https://api.sandbox.co.in.', true],
    ['https://proxy.example.com', true],
    ['https://test-api.sandbox.co.in.example.com', true],
  ])('%s: %s', (url, live) => {
    expect(movesRealMoney(new URL(url))).toBe(live);
  });
});

describe('the lock on money', () => {
  it('refuses the live host unless the stage allows it', () => {
    expect(() => lock({ KYC_API_BASE_URL: LIVE }, { context: { confirmed: true } })).toThrow(
      expect.objectContaining({ code: 'E3002' }),
    );
  });

  it('asks for a confirmation even if the stage allows real money', () => {
    expect(() => lock({ KYC_API_BASE_URL: LIVE, KYC_PENNY_DROP_LIVE: 'on' })).toThrow(
      expect.objectContaining({ code: 'E3007' }),
    );
  });

  it('allows confirmed arguments, and hosts that move no money', () => {
    expect(() =>
      lock({ KYC_API_BASE_URL: LIVE, KYC_PENNY_DROP_LIVE: 'on' }, { context: { confirmed: true } }),
    ).not.toThrow();
    expect(() => lock({})).not.toThrow();
  });

  it('sends no request while it refuses', async () => {
    const call = harness.run(
      'verify_bank_account_penny_drop',
      { ifsc: 'SBIN0021745', account_number: '900000000000' },
      { settings: { KYC_API_BASE_URL: LIVE } },
    );
    await expect(call).rejects.toMatchObject({ code: 'E3002' });
    expect(harness.sent).toEqual([]);
  });
});
