import { createHash, timingSafeEqual } from 'node:crypto';
import { ManifoldError } from '../core/errors/manifold-error.ts';
import { isSet } from '../core/secrets/is-set.ts';

/** Greatest difference between the signed time and our clock. */
export const WINDOW_SECONDS = 300;

/** A request with a valid signature. */
export interface Verified {
  /** Id of the event; the same for each delivery of the event. */
  id: string;
  /** The body as JSON. */
  body: unknown;
  /**
   * Id of this request, which another delivery of the event does not have. Absent if the signature holds no time: a
   * provider that retries then sends the same bytes as an attacker who replays them.
   */
  request?: string;
}

/** The refusal of a signature: it says what is wrong, and not what would be right. */
export function badSignature(why: string): ManifoldError {
  return new ManifoldError('E2001', why, {
    details: { suggestion: 'Send the body unchanged, signed with the secret of this webhook.' },
  });
}

/** @throws {ManifoldError} E2001 if the time differs from our clock by more than five minutes */
export function checkTime(seconds: number, nowSeconds: number): void {
  if (Number.isFinite(seconds) && Math.abs(nowSeconds - seconds) <= WINDOW_SECONDS) return;
  throw badSignature('The signature is older than five minutes, or its time is in the future.');
}

/** Compares in constant time, so that the time does not reveal the first difference. */
export function sameBytes(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** @throws {ManifoldError} E2001 if the signed body is not a JSON object */
export function jsonOf(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Falls through to the refusal.
  }
  throw new ManifoldError('E2001', 'The body is not a JSON object.');
}

export function sha256(...parts: (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/**
 * A key with which a provider signs.
 * @throws {ManifoldError} E5004 if the operators have not set it: anyone can sign with an empty key
 */
export function secretValue(secret: Record<string, string>, key: string): string {
  const value = secret[key];
  if (isSet(value)) return value;
  throw new ManifoldError('E5004', 'This webhook is not set up yet. Send the event again later.', {
    details: { suggestion: `The operators have to set "${key}" in the secret of the family's signing keys.` },
    retryable: true,
  });
}
