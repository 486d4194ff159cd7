import { hkdfSync } from 'node:crypto';

/**
 * The key of one tenant within a purpose (HKDF, RFC 5869): what is sealed for one tenant opens for no other, whatever is
 * mixed up around it.
 *
 * @param key key of the purpose (derived-key.ts), 256 bits in hexadecimal
 * @returns 256 bits in hexadecimal
 */
export function tenantKey(key: string, tenant: string): string {
  return Buffer.from(hkdfSync('sha256', Buffer.from(key, 'hex'), '', `tenant ${tenant}`, 32)).toString('hex');
}
