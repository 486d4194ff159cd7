import { hkdfSync } from 'node:crypto';
import { seal, unseal } from './sealed.ts';

/** Encrypts values that a table stores for one tenant, and decrypts them. */
export interface TenantVault {
  /** @param place names the item to which the value belongs; the value opens for no other place */
  seal(value: unknown, place: readonly string[]): Uint8Array;
  /** @throws {Error} if the value was altered, or was sealed for another place or tenant, or under another key */
  open(sealed: Uint8Array, place: readonly string[]): unknown;
}

/**
 * The vault of one tenant within a purpose. Its key is derived for the tenant (HKDF, RFC 5869), so a value that was
 * sealed for one tenant never opens for another.
 *
 * @param key key of the purpose (derived-key.ts), 256 bits in hexadecimal
 */
export function tenantVault(key: string, tenant: string): TenantVault {
  const derived = hkdfSync('sha256', Buffer.from(key, 'hex'), '', `tenant ${tenant}`, 32);
  const tenantKey = Buffer.from(derived).toString('hex');
  const bound = (place: readonly string[]) => JSON.stringify([tenant, ...place]);
  return {
    seal: (value, place) => seal(value, tenantKey, bound(place)),
    open: (sealed, place) => unseal(sealed, tenantKey, bound(place)),
  };
}
