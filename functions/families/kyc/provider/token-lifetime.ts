import * as z from 'zod';

/** The provider's tokens live 24 hours; one whose end cannot be read is used ten minutes less. */
const ASSUMED_MS = (24 * 60 - 10) * 60_000;
const MARGIN_MS = 10 * 60_000;

const Claims = z.looseObject({ exp: z.number().positive() });

/**
 * Until when a token is used, in Unix milliseconds: ten minutes before the `exp` of a JWT (a tenth of what is left,
 * where that is less), else 23 h 50 min from now. The signature is the provider's affair.
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
