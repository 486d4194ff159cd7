import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import sandbox from '../../../../sandboxes/kyc/sandbox.ts';
import { type Lab, openLab } from '../testing/lab.ts';

let lab: Lab;
beforeEach(async () => {
  lab = await openLab(sandbox);
});
afterEach(() => {
  jest.restoreAllMocks();
  return lab.stop();
});

const ask = () => lab.runOnce('verify_ifsc', { ifsc: 'SBIN0021745' });
const signIns = async () => (await lab.transcript()).filter(({ path }) => path === '/authenticate').length;

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

    const [signIn, lookUp] = lab.sent;
    expect(signIn?.headers).toMatchObject({
      'x-api-key': 'key_local_manifold',
      'x-api-secret': 'secret_local_manifold',
    });
    expect(lookUp?.headers).toMatchObject({ 'x-api-key': 'key_local_manifold', 'x-api-version': '1.0' });
    expect(lookUp?.headers).not.toHaveProperty('x-api-secret');
    expect(lookUp?.headers.authorization).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it.each(['envelope', 'top-level'])('reads the token from the %s', async (shape) => {
    await lab.control({ token: { shape } });
    expect((await ask()).status).toBe('ok');
  });

  it('keeps a token whose end cannot be read', async () => {
    await lab.control({ token: { form: 'opaque' } });
    await ask();
    await ask();
    expect(await signIns()).toBe(1);
  });

  it('signs in again before the 24 hours of a token are over', async () => {
    await ask();
    const almost24Hours = Date.now() + 23 * 3_600_000 + 55 * 60_000;
    jest.spyOn(Date, 'now').mockReturnValue(almost24Hours);
    await ask();

    expect((await lab.transcript()).map(({ path, status }) => `${path} ${status}`)).toEqual([
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
    await lab.control({ expireTokens: true });

    expect((await ask()).status).toBe('ok');
    expect((await lab.transcript()).map(({ path, status }) => `${path} ${status}`)).toEqual([
      '/authenticate 200',
      '/bank/SBIN0021745 200',
      '/bank/SBIN0021745 403',
      '/authenticate 200',
      '/bank/SBIN0021745 200',
    ]);
  });

  it('is renewed once for many calls at the same time', async () => {
    await ask();
    await lab.control({ expireTokens: true });
    const outcomes = await Promise.all(Array.from({ length: 10 }, ask));

    expect(outcomes.every(({ status }) => status === 'ok')).toBe(true);
    expect(await signIns()).toBe(2);
  });

  it('is not renewed a second time: E4006', async () => {
    await expect(lab.runOnce('verify_ifsc', { ifsc: 'SIMU0000401' })).rejects.toMatchObject({ code: 'E4006' });
    expect(await signIns()).toBe(2);
  });

  it('lets even a call that must not be repeated go again, since it was not acted on', async () => {
    await ask();
    await lab.control({ expireTokens: true });
    const outcome = await lab.run('verify_bank_account_penny_drop', {
      ifsc: 'SBIN0021745',
      account_number: '900000000000',
    });

    expect(outcome.status).toBe('ok');
    const drops = (await lab.transcript()).filter(({ path }) => path.endsWith('/verify'));
    expect(drops.map(({ status }) => status)).toEqual([403, 200]);
  });
});

describe('credentials', () => {
  const ROTATED = { apiKey: 'key_local_rotated', apiSecret: 'secret_local_rotated' };

  it('that were rotated are picked up when the old ones are refused', async () => {
    await ask();
    await lab.control({ rotateSecret: ROTATED });
    lab.vault.stored = ROTATED;

    expect((await ask()).status).toBe('ok');
    expect(lab.sent.at(-1)?.headers['x-api-key']).toBe('key_local_rotated');
  });

  it('that were rotated before the first call are picked up too', async () => {
    await lab.control({ rotateSecret: ROTATED });
    lab.vault.stored = ROTATED;
    expect((await ask()).status).toBe('ok');
  });

  it.each(['key_local_wrong', 'key_local_expired'])('that the provider refuses are E4006: %s', async (apiKey) => {
    lab.vault.stored = { apiKey, apiSecret: 'wrong' };
    lab.vault.read = lab.vault.stored;
    await expect(ask()).rejects.toMatchObject({ code: 'E4006', retryable: false });
  });

  it('that nobody has set are E4006, and nothing is sent', async () => {
    lab.vault.stored = { placeholder: 'x', status: 'set-me' };
    lab.vault.read = lab.vault.stored;
    await expect(ask()).rejects.toMatchObject({ code: 'E4006' });
    expect(lab.sent).toEqual([]);
  });

  it('are asked for again after a failed sign-in', async () => {
    await lab.control({ down: true });
    await expect(ask()).rejects.toMatchObject({ code: 'E4005', retryable: true });
    await lab.control({ down: false });
    expect((await ask()).status).toBe('ok');
  });
});
