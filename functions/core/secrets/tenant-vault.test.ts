import { createCipheriv, hkdfSync } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { onlyKey } from './key-ring.ts';
import { seal, unseal } from './sealed.ts';
import { tenantVault } from './tenant-vault.ts';
import { rotated } from './testing/rotated.ts';

const KEY = 'ab'.repeat(32);
const PLACE = ['claim', 'k1'];
const VALUE = { name: 'Invented Person' };

describe('the vault of a tenant', () => {
  it('opens what it sealed in the same place', () => {
    const sealed = tenantVault(onlyKey(KEY), 'acme').seal(VALUE, PLACE);
    expect(tenantVault(onlyKey(KEY), 'acme').open(sealed, PLACE)).toEqual(VALUE);
  });

  it.each([
    ['for another tenant', tenantVault(onlyKey(KEY), 'globex'), PLACE],
    ['in another place', tenantVault(onlyKey(KEY), 'acme'), ['claim', 'k2']],
    ['under the key of another purpose', tenantVault(onlyKey('cd'.repeat(32)), 'acme'), PLACE],
  ])('opens nothing %s', (_, other, place) => {
    const sealed = tenantVault(onlyKey(KEY), 'acme').seal(VALUE, PLACE);
    expect(() => other.open(sealed, place)).toThrow();
  });

  it('seals under a key of the tenant, not under that of the purpose', () => {
    const bound = JSON.stringify(['acme', ...PLACE]);
    expect(() => unseal(tenantVault(onlyKey(KEY), 'acme').seal(VALUE, PLACE), KEY, bound)).toThrow();
    expect(() => tenantVault(onlyKey(KEY), 'acme').open(seal(VALUE, KEY, bound), PLACE)).toThrow();
  });

  it('opens what earlier versions of the key sealed, and nothing of a version that was removed', () => {
    const first = onlyKey(KEY);
    const second = rotated(first, 'cd'.repeat(32));
    const third = rotated(second, 'ef'.repeat(32));
    for (const ring of [first, second, third]) {
      expect(tenantVault(third, 'acme').open(tenantVault(ring, 'acme').seal(VALUE, PLACE), PLACE)).toEqual(VALUE);
    }
    const sealed = tenantVault(second, 'acme').seal(VALUE, PLACE);
    expect(() => tenantVault(first, 'acme').open(sealed, PLACE)).toThrow();
    expect(() => tenantVault(third, 'globex').open(sealed, PLACE)).toThrow();
  });

  it('opens an old value whose random first bytes look like the name of a version', () => {
    const first = onlyKey(KEY);
    const bound = JSON.stringify(['acme', ...PLACE]);
    const tenantKey = Buffer.from(hkdfSync('sha256', Buffer.from(KEY, 'hex'), '', 'tenant acme', 32));
    const iv = Buffer.concat([Buffer.from('MK'), Buffer.from([0, 2]), Buffer.alloc(8)]);
    const cipher = createCipheriv('aes-256-gcm', tenantKey, iv).setAAD(Buffer.from(bound));
    const text = Buffer.concat([cipher.update(deflateRawSync(JSON.stringify(VALUE))), cipher.final()]);
    const old = Buffer.concat([iv, cipher.getAuthTag(), text]);
    expect(tenantVault(rotated(first, 'cd'.repeat(32)), 'acme').open(old, PLACE)).toEqual(VALUE);
  });
});
