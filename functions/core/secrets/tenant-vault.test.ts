import { describe, expect, it } from '@jest/globals';
import { seal, unseal } from './sealed.ts';
import { tenantVault } from './tenant-vault.ts';

const KEY = 'ab'.repeat(32);
const PLACE = ['claim', 'k1'];
const VALUE = { name: 'Invented Person' };

describe('the vault of a tenant', () => {
  it('opens what it sealed in the same place', () => {
    const sealed = tenantVault(KEY, 'acme').seal(VALUE, PLACE);
    expect(tenantVault(KEY, 'acme').open(sealed, PLACE)).toEqual(VALUE);
  });

  it.each([
    ['for another tenant', tenantVault(KEY, 'globex'), PLACE],
    ['in another place', tenantVault(KEY, 'acme'), ['claim', 'k2']],
    ['under the key of another purpose', tenantVault('cd'.repeat(32), 'acme'), PLACE],
  ])('opens nothing %s', (_, other, place) => {
    const sealed = tenantVault(KEY, 'acme').seal(VALUE, PLACE);
    expect(() => other.open(sealed, place)).toThrow();
  });

  it('seals under a key of the tenant, not under that of the purpose', () => {
    const bound = JSON.stringify(['acme', ...PLACE]);
    expect(() => unseal(tenantVault(KEY, 'acme').seal(VALUE, PLACE), KEY, bound)).toThrow();
    expect(() => tenantVault(KEY, 'acme').open(seal(VALUE, KEY, bound), PLACE)).toThrow();
  });
});
