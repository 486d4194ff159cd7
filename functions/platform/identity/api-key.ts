import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { API_KEY_PATTERN, type ApiKeyRecord } from '../../../schemas/identity-records.ts';

/** Form of the id of a key: the part between `mf_` and the next `_`. */
export const API_KEY_ID = /^[A-Za-z0-9]{12}$/;

/** SHA-256 of the whole key text, hexadecimal. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Id of the key with this text; undefined if the text is not an API key of the platform. */
export function apiKeyId(key: string): string | undefined {
  return API_KEY_PATTERN.exec(key)?.[1];
}

/** Makes a key. Show its text once and never store it. */
export function newApiKey(): { id: string; key: string; hash: string } {
  const id = randomBytes(24).toString('base64url').replace(/[-_]/g, '').slice(0, 12).padEnd(12, '0');
  const key = `mf_${id}_${randomBytes(32).toString('base64url')}`;
  return { id, key, hash: hashApiKey(key) };
}

/** Whether a presented key is the one of the record and valid at `nowSeconds` (Unix). */
export function isUsable(record: ApiKeyRecord, key: string, nowSeconds: number): boolean {
  const presented = Buffer.from(hashApiKey(key), 'hex');
  const stored = Buffer.from(record.hash, 'hex');
  return (
    stored.length === presented.length &&
    timingSafeEqual(stored, presented) &&
    record.status === 'active' &&
    (record.expiresAt === undefined || record.expiresAt > nowSeconds)
  );
}
