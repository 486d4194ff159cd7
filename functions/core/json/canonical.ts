import { createHash, createHmac } from 'node:crypto';

/** JSON text that is the same for equal values: keys sorted, no white space (RFC 8785 without its number rules). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : member,
  );
}

/** SHA-256 of the canonical JSON, hexadecimal. */
export function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(canonicalJson(value) ?? 'undefined')
    .digest('hex');
}

/**
 * HMAC-SHA-256 of the canonical JSON, hexadecimal. Equal values have equal hashes; values cannot be guessed from them.
 */
export function keyedHashOf(value: unknown, key: string): string {
  return createHmac('sha256', key)
    .update(canonicalJson(value) ?? 'undefined')
    .digest('hex');
}
