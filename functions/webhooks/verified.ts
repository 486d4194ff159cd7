import { createHash, timingSafeEqual } from 'node:crypto';
import { ManifoldError } from '../core/errors/manifold-error.ts';

/** How old, or how far ahead of our clock, what is signed may be. */
export const WINDOW_SECONDS = 300;

/** A request whose signature is right. */
export interface Verified {
  /** The event's id; the same for every delivery of the same event. */
  id: string;
  /** The body as JSON. */
  body: unknown;
  /**
   * What tells this very request from another delivery of the event. Absent where the signature holds no time: then a
   * provider that tries again sends the same bytes as somebody who recorded them.
   */
  request?: string;
}

/** The refusal of a signature: what is wrong with the request, nothing of what would be right. */
export function badSignature(why: string): ManifoldError {
  return new ManifoldError('E2001', why, {
    details: { suggestion: 'Send the body unchanged, signed with the secret that was agreed on.' },
  });
}

/** @throws {ManifoldError} E2001 where the time is not within five minutes of ours */
export function checkTime(seconds: number, nowSeconds: number): void {
  if (Number.isFinite(seconds) && Math.abs(nowSeconds - seconds) <= WINDOW_SECONDS) return;
  throw badSignature('The signature is older than five minutes, or from the future.');
}

/** Compares in a time that tells nothing of where they differ. */
export function sameBytes(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** @throws {ManifoldError} E2001 where the body, though signed, is no JSON object */
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
 * A key of a family's secret.
 * @throws {ManifoldError} E5004 where operators have not filled it in: a signature by an empty key anybody can make
 */
export function secretValue(secret: Record<string, string>, key: string): string {
  const value = secret[key];
  if (value !== undefined && value.trim() !== '' && value !== 'set-me') return value;
  throw new ManifoldError('E5004', 'This webhook is not set up yet.', {
    details: { suggestion: `Its operators have to put "${key}" into the family's secret.` },
    retryable: true,
  });
}
