import { hkdfSync } from 'node:crypto';
import { seal, unseal } from './sealed.ts';

/** Seals values that a table keeps for one tenant, and opens them again. */
export interface TenantVault {
  /** @param place what the value belongs to; it opens nowhere else */
  seal(value: unknown, place: readonly string[]): Uint8Array;
  /** @throws {Error} if the value was altered, belongs elsewhere, or was sealed for another tenant or under another key */
  open(sealed: Uint8Array, place: readonly string[]): unknown;
}

/**
 * The vault of one tenant within a purpose. Its key is derived for the tenant (HKDF, RFC 5869): what is sealed for one
 * tenant opens for no other, whatever is mixed up around it.
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
