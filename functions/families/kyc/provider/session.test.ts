import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sandbox from '../../../../sandboxes/kyc/sandbox.ts';
import { type FamilyHarness, openFamilyHarness } from '../../../../test/support/family-harness.ts';
import family from '../family.ts';

let harness: FamilyHarness;
beforeEach(async () => {
  harness = await openFamilyHarness(family, { sandbox });
});
afterEach(() => harness.stop());

const ask = () => harness.runOnce('verify_ifsc', { ifsc: 'SBIN0021745' });
const signIns = async () => (await harness.transcript()).filter(({ path }) => path === '/authenticate').length;

describe('signing in', () => {
  it('happens once for many calls at the same time', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, ask));

    expect(outcomes.map(({ status }) => status)).toEqual(Array(20).fill('ok'));
    expect(await signIns()).toBe(1);
  });

  it('happens once for calls after one another', async () => {
    await ask();
    await ask();
    expect(await signIns()).toBe(1);
  });

  it('sends the token as it is, with the key and without "Bearer"', async () => {
    await ask();

    const [signIn, lookUp] = harness.sent;
    expect(signIn?.headers).toMatchObject({
      'x-api-key': 'key_local_manifold',
      'x-api-secret': 'secret_local_manifold',
    });
    expect(lookUp?.headers).toMatchObject({ 'x-api-key': 'key_local_manifold', 'x-api-version': '1.0' });
    expect(lookUp?.headers).not.toHaveProperty('x-api-secret');
    expect(lookUp?.headers.authorization).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it.each(['envelope', 'top-level'])('reads the token from the %s', async (shape) => {
    await harness.control({ token: { shape } });
    expect((await ask()).status).toBe('ok');
  });

  it('keeps a token whose end cannot be read', async () => {
    await harness.control({ token: { form: 'opaque' } });
    await ask();
    await ask();
    expect(await signIns()).toBe(1);
  });

  it('signs in again before the 24 hours of a token are over', async () => {
    await ask();
    harness.setTime(Date.now() + 23 * 3_600_000 + 55 * 60_000);
    await ask();

    expect((await harness.transcript()).map(({ path, status }) => `${path} ${status}`)).toEqual([
      '/authenticate 200',
      '/bank/SBIN0021745 200',
      '/authenticate 200',
      '/bank/SBIN0021745 200',
    ]);
  });
});

describe('a refused token', () => {
  it('is renewed once, and the call succeeds', async () => {
    await ask();
    await harness.control({ expireTokens: true });

    expect((await ask()).status).toBe('ok');
    expect((await harness.transcript()).map(({ path, status }) => `${path} ${status}`)).toEqual([
      '/authenticate 200',
      '/bank/SBIN0021745 200',
      '/bank/SBIN0021745 403',
      '/authenticate 200',
      '/bank/SBIN0021745 200',
    ]);
  });

  it('is renewed once for many calls at the same time', async () => {
    await ask();
    await harness.control({ expireTokens: true });
    const outcomes = await Promise.all(Array.from({ length: 10 }, ask));

    expect(outcomes.every(({ status }) => status === 'ok')).toBe(true);
    expect(await signIns()).toBe(2);
  });

  it('is not renewed a second time, and the call fails with E4006', async () => {
    await expect(harness.runOnce('verify_ifsc', { ifsc: 'SIMU0000401' })).rejects.toMatchObject({ code: 'E4006' });
    expect(await signIns()).toBe(2);
  });

  it('lets even a call that must not be sent twice go again, since it was not executed', async () => {
    await ask();
    await harness.control({ expireTokens: true });
    const outcome = await harness.run('verify_bank_account_penny_drop', {
      ifsc: 'SBIN0021745',
      account_number: '900000000000',
    });

    expect(outcome.status).toBe('ok');
    const drops = (await harness.transcript()).filter(({ path }) => path.endsWith('/verify'));
    expect(drops.map(({ status }) => status)).toEqual([403, 200]);
  });
});

describe('credentials', () => {
  const ROTATED = { apiKey: 'key_local_rotated', apiSecret: 'secret_local_rotated' };

  it('are read again after a rotation, when the old ones are refused', async () => {
    await ask();
    await harness.control({ rotateSecret: ROTATED });
    harness.vault.stored = ROTATED;

    expect((await ask()).status).toBe('ok');
    expect(harness.sent.at(-1)?.headers['x-api-key']).toBe('key_local_rotated');
  });

  it('are read again if they were rotated before the first call', async () => {
    await harness.control({ rotateSecret: ROTATED });
    harness.vault.stored = ROTATED;
    expect((await ask()).status).toBe('ok');
  });

  it.each(['key_local_wrong', 'key_local_expired'])('that the provider refuses are E4006: %s', async (apiKey) => {
    harness.vault.stored = { apiKey, apiSecret: 'wrong' };
    harness.vault.read = harness.vault.stored;
    await expect(ask()).rejects.toMatchObject({ code: 'E4006', retryable: false });
  });

  it('that are not set are E4006, and no request is sent', async () => {
    harness.vault.stored = { placeholder: 'x', status: 'set-me' };
    harness.vault.read = harness.vault.stored;
    await expect(ask()).rejects.toMatchObject({ code: 'E4006' });
    expect(harness.sent).toEqual([]);
  });

  it('are used again after a failed sign-in', async () => {
    await harness.control({ down: true });
    await expect(ask()).rejects.toMatchObject({ code: 'E4005', retryable: true });
    await harness.control({ down: false });
    expect((await ask()).status).toBe('ok');
  });
});
