import { hkdfSync } from 'node:crypto';
import type { KeyRing } from './key-ring.ts';
import { seal, unseal } from './sealed.ts';

/** Encrypts values that a table stores for one tenant, and decrypts them. */
export interface TenantVault {
  /** @param place names the item to which the value belongs; the value opens for no other place */
  seal(value: unknown, place: readonly string[]): Uint8Array;
  /** @throws {Error} if the value was altered, or was sealed for another place or tenant, or under another key */
  open(sealed: Uint8Array, place: readonly string[]): unknown;
}

/** What stands before a value that was sealed under a later version than the first; the version follows, in two bytes. */
const MARK = Buffer.from('MK');
const HEADER_BYTES = MARK.length + 2;

/**
 * The vault of one tenant within a purpose. Its keys are derived for the tenant (HKDF, RFC 5869), so a value that was
 * sealed for one tenant never opens for another. A sealed value names the version of its key; without a name it is of
 * version 1.
 *
 * @param ring keys of the purpose (derived-key.ts)
 */
export function tenantVault(ring: KeyRing, tenant: string): TenantVault {
  const tenantKey = (key: string) =>
    Buffer.from(hkdfSync('sha256', Buffer.from(key, 'hex'), '', `tenant ${tenant}`, 32)).toString('hex');
  const current = tenantKey(ring.key);
  const bound = (place: readonly string[]) => JSON.stringify([tenant, ...place]);
  return {
    seal(value, place) {
      const sealed = seal(value, current, bound(place));
      return ring.version === 1 ? sealed : Buffer.concat([headerOf(ring.version), sealed]);
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed);
      const key = keyNamedBy(bytes, ring);
      if (key !== undefined) {
        try {
          return unseal(bytes.subarray(HEADER_BYTES), tenantKey(key), bound(place));
        } catch {
          // The random bytes with which an old value begins may look like a name.
        }
      }
      return unseal(bytes, tenantKey(ring.first), bound(place));
    },
  };
}

function headerOf(version: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  MARK.copy(header);
  header.writeUInt16BE(version, MARK.length);
  return header;
}

function keyNamedBy(bytes: Buffer, ring: KeyRing): string | undefined {
  const isNamed = bytes.length > HEADER_BYTES && bytes.subarray(0, MARK.length).equals(MARK);
  return isNamed ? ring.at(bytes.readUInt16BE(MARK.length)) : undefined;
}
