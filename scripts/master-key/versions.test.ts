import { describe, expect, it } from '@jest/globals';
import { derivedKeys } from '../../functions/core/secrets/derived-key.ts';
import { testSecret } from '../../test/support/secrets-manager.ts';
import { dropVersion, listVersions, rotateMasterKey } from './versions.ts';

const START = Date.parse('2026-11-21T10:00:00.000Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const FIRST = JSON.stringify({ masterKey: 'a'.repeat(64), opaToken: 'kept' });

function stage() {
  const stored = testSecret(FIRST);
  const clock = { now: START };
  const secret = { client: stored.client, name: 'platform', now: () => clock.now };
  const keys = derivedKeys(async () => JSON.parse(stored.value()), secret.now);
  return { stored, clock, secret, keys };
}

describe('a rotation of the master key', () => {
  it('adds a version that is used a quarter of an hour later, and keeps the other members', async () => {
    const { stored, clock, secret, keys } = stage();
    const before = await keys('confirmation');
    expect(await rotateMasterKey(secret)).toBe('Version 2 of the master key is used from 2026-11-21T10:15:00.000Z.');
    expect(JSON.parse(stored.value())).toMatchObject(JSON.parse(FIRST));
    const waiting = await keys('confirmation');
    expect([waiting.version, waiting.key]).toEqual([1, before.key]);
    expect(waiting.at(2)).toMatch(/^[0-9a-f]{64}$/);
    clock.now += 15 * MINUTE;
    const after = await keys('confirmation');
    expect([after.version, after.first, after.at(1)]).toEqual([2, before.key, before.key]);
    expect(after.key).not.toBe(before.key);
    expect(await listVersions(secret)).toBe(
      'version 1  used from the first deploy\nversion 2  used from 2026-11-21T10:15:00.000Z, now',
    );
  });

  it('waits for the version before', async () => {
    const { secret } = stage();
    await rotateMasterKey(secret);
    await expect(rotateMasterKey(secret)).rejects.toThrow('wait until then');
  });

  it('lets a version be removed once nothing is kept that it sealed, and never the first', async () => {
    const { clock, secret, keys } = stage();
    await rotateMasterKey(secret);
    clock.now += DAY;
    await expect(dropVersion(secret, 2)).rejects.toThrow('within 31 days');
    await rotateMasterKey(secret);
    clock.now += 31 * DAY;
    await expect(dropVersion(secret, 2)).rejects.toThrow('within 31 days');
    clock.now += DAY;
    await dropVersion(secret, 2);
    const { version, at } = await keys('tasks');
    expect([version, at(2)]).toEqual([3, undefined]);
    await expect(dropVersion(secret, 1)).rejects.toThrow('it stays');
    await expect(dropVersion(secret, 3)).rejects.toThrow('within 31 days');
  });
});

it.each([
  {},
  { masterKey: '' },
  { masterKey: 'a', masterKey2: 'b' },
  { masterKey: 'a', masterKey2: 'b', masterKey2From: 'soon' },
])('a secret that cannot be read as versions gives no key: %j', async (secret) => {
  await expect(derivedKeys(async () => secret as Record<string, string>)('tasks')).rejects.toThrow('platform secret');
});
