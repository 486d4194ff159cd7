import * as z from 'zod';
import { LIFETIME_SECONDS } from '../../../schemas/platform-tokens.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../../core/clock/clock-tolerance.ts';

/** Age at which the newest key is followed by another. */
export const ROTATION_SECONDS = 90 * 24 * 3600;
/**
 * How long a new key is published before it signs: longer than key sets are cached (ten minutes in authorizers, five in
 * HTTP caches), so that no token comes with an unknown key.
 */
export const LEAD_SECONDS = 15 * 60;

/** An RSA key as a JWK; once it signs no more, only the public half is kept. */
const RsaJwk = z.looseObject({ kty: z.literal('RSA'), n: z.string(), e: z.string(), d: z.string().optional() });
export type RsaJwk = z.infer<typeof RsaJwk>;

/** A key that signs, will sign or has signed tokens. Times are Unix seconds. */
export const SigningKey = z.object({
  /** JWK thumbprint (RFC 7638). */
  kid: z.string(),
  jwk: RsaJwk,
  createdAt: z.int(),
  signsFrom: z.int(),
  /** After this no token of the key is still good, and the key is no longer published. */
  retireAt: z.int().optional(),
});
export type SigningKey = z.infer<typeof SigningKey>;

/** How the old keys leave: when their longest token has ended, or at once, with every token they signed. */
export type Retirement = 'overlap' | 'at-once';

/** A public key as it is published (RFC 7517). */
export interface PublicJwk {
  kty: 'RSA';
  n: string;
  e: string;
  kid: string;
  alg: 'RS256';
  use: 'sig';
}

/** The key that signs at a moment: the newest of those whose time has come. */
export function signerAt(keys: readonly SigningKey[], now: number): SigningKey | undefined {
  return keys
    .filter((key) => key.signsFrom <= now && key.jwk.d !== undefined && !isRetired(key, now))
    .sort((one, other) => other.signsFrom - one.signsFrom)[0];
}

/** Whether there is no key, or the newest one has had its time. */
export function isRotationDue(keys: readonly SigningKey[], now: number): boolean {
  return keys.every(({ createdAt }) => createdAt + ROTATION_SECONDS <= now);
}

/** The key set (RFC 7517) that tokens are checked with: public members alone, named one by one. */
export function publicKeySet(keys: readonly SigningKey[], now: number): { keys: PublicJwk[] } {
  const published = keys.filter((key) => !isRetired(key, now));
  return {
    keys: published.map(({ kid, jwk: { n, e } }) => ({ kty: 'RSA', n, e, kid, alg: 'RS256', use: 'sig' })),
  };
}

/** The keys with a new one. It signs after `LEAD_SECONDS`, or at once if there is no other key. */
export function rotated(keys: readonly SigningKey[], fresh: RsaKey, now: number, retirement: Retirement): SigningKey[] {
  const signer = signerAt(keys, now);
  // At once means for instances whose clock is behind, too.
  const signsFrom = signer && retirement === 'overlap' ? now + LEAD_SECONDS : now - CLOCK_TOLERANCE_SECONDS;
  const added: SigningKey = { ...fresh, createdAt: now, signsFrom };
  if (retirement === 'at-once') return [added];
  const retireAt = signsFrom + LIFETIME_SECONDS.subscription + CLOCK_TOLERANCE_SECONDS;
  const kept = keys
    .filter((key) => !isRetired(key, now))
    .map((key) => ({
      ...(key.kid === signer?.kid ? key : withoutPrivateHalf(key)),
      retireAt: key.retireAt ?? retireAt,
    }));
  return [...kept, added];
}

export type RsaKey = Pick<SigningKey, 'kid' | 'jwk'>;

function isRetired({ retireAt }: SigningKey, now: number): boolean {
  return retireAt !== undefined && retireAt <= now;
}

function withoutPrivateHalf(key: SigningKey): SigningKey {
  const { kty, n, e } = key.jwk;
  return { ...key, jwk: { kty, n, e } };
}
