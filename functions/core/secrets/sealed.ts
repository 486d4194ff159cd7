import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a value that a table stores (AES-256-GCM over deflated JSON). Arguments, questions and answers may be
 * personal, so a reader of the table must not be able to read them.
 *
 * @param key 256 bits in hexadecimal
 * @param place names the item to which the value belongs; the value opens for no other place
 * @returns nonce, tag, ciphertext
 */
export function seal(value: unknown, key: string, place: string): Uint8Array {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, Buffer.from(key, 'hex'), iv).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(deflateRawSync(JSON.stringify(value))), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
}

/** @throws {Error} if the value was altered, belongs to another place, or was sealed under another key */
export function unseal(sealed: Uint8Array, key: string, place: string): unknown {
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv(ALGORITHM, Buffer.from(key, 'hex'), bytes.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(place))
    .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  return JSON.parse(inflateRawSync(text).toString());
}
