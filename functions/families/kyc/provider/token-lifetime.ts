import * as z from 'zod';

/** Tokens of the provider are valid for 24 hours. A token whose end cannot be read is used for ten minutes less. */
const ASSUMED_MS = (24 * 60 - 10) * 60_000;
const MARGIN_MS = 10 * 60_000;

const Claims = z.looseObject({ exp: z.number().positive() });

/**
 * The end of a token's use, in Unix milliseconds: ten minutes before the `exp` of a JWT (or a tenth of its remaining
 * time, if that is less), else 23 h 50 min from now. The signature is checked by the provider only.
 */
export function usableUntil(token: string, now: number): number {
  const claims = Claims.safeParse(payloadOf(token));
  if (!claims.success) return now + ASSUMED_MS;
  const end = claims.data.exp * 1000;
  return end - Math.min(MARGIN_MS, Math.max(0, end - now) / 10);
}

function payloadOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
