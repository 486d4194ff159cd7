import { createHash } from 'node:crypto';
import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Principal } from '../../../schemas/invocation.ts';
import type { Issuer } from '../../../schemas/issuer.ts';
import type { TokenIdentity } from '../../../schemas/lineage.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../../core/clock/clock-tolerance.ts';
import { type Reach, reachOf } from './audience.ts';
import { issuerNames, namesAsOf } from './former-names.ts';
import { IssuerUnavailable, issuerDocuments } from './issuer-documents.ts';
import { keySource } from './key-source.ts';
import { principalOfToken } from './token-claims.ts';

/** Issuers do not make larger tokens, and checking one costs time. */
export const MAX_TOKEN_BYTES = 8 * 1024;

/** A token that was accepted. */
export interface VerifiedToken {
  principal: Principal;
  /** Unix seconds at which the token expires. */
  expiresAt: number;
  reach: Reach;
  /** For the look-up of revocations. */
  token: TokenIdentity;
}

/** Why a token was refused; only for the log, since the reason would help an attacker. */
export interface Refusal {
  refused: string;
}

export type TokenVerifier = (token: string) => Promise<VerifiedToken | Refusal>;

type AccessClaims = JWTPayload & { sub: string; exp: number };

type Trusted = { issuer: Issuer; key: JWTVerifyGetKey };

/**
 * Checks access tokens (RFC 9068, RFC 8725) of the stage's issuers: signature by a key of the issuer that the token
 * names, algorithm on the issuer's list, times, audience, and the claims that the issuer's setting asks for.
 * Revocations are checked elsewhere (revocations.ts).
 *
 * The returned function throws `IssuerUnavailable` if no keys are known and the issuer does not answer.
 */
export function tokenVerifier(issuers: readonly Issuer[], now: () => number = Date.now): TokenVerifier {
  const all = issuers.map((issuer) => ({ issuer, key: keySource(issuerDocuments(issuer), now) }));
  const trusted = new Map<string, Trusted>([
    ...all.flatMap((one) => issuerNames(one.issuer).map((name) => [name, one] as const)),
    // A former name never stands for an issuer that has it now.
    ...all.map((one) => [one.issuer.issuer, one] as const),
  ]);
  return async (token) => {
    if (Buffer.byteLength(token) > MAX_TOKEN_BYTES) return { refused: 'token too large' };
    const known = trusted.get(claimedIssuer(token) ?? '');
    if (!known) return { refused: 'token of no known issuer' };
    const from = { ...known, issuer: namesAsOf(known.issuer, now()) };
    const claims = await verified(token, from, now);
    return 'refused' in claims ? claims : accept(token, from.issuer, claims.payload, now() / 1000);
  };
}

/** The claimed issuer only chooses the keys; jose checks it again together with the signature. */
function claimedIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

async function verified(
  token: string,
  { issuer, key }: Trusted,
  now: () => number,
): Promise<{ payload: AccessClaims } | Refusal> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, key, {
      issuer: issuerNames(issuer),
      algorithms: [...issuer.algorithms],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(now()),
    });
    const { typ } = protectedHeader;
    if (typ !== undefined && !/^(?:application\/)?(?:at\+jwt|jwt)$/i.test(typ))
      return { refused: `token of type ${typ}` };
    const { sub, exp, jti } = payload;
    // The gateway's context would change control characters and spaces.
    if (typeof sub !== 'string' || !/^[\x21-\x7e]{1,256}$/.test(sub)) return { refused: 'subject not usable' };
    if (jti !== undefined && !/^[\x21-\x7e]{1,256}$/.test(jti)) return { refused: 'token id not usable' };
    if (exp === undefined) return { refused: 'token without an end' };
    return { payload: { ...payload, sub, exp } };
  } catch (error) {
    if (error instanceof errors.JOSEError) return { refused: error.code };
    if (error instanceof IssuerUnavailable) throw error;
    return { refused: 'signature could not be checked' };
  }
}

function accept(token: string, issuer: Issuer, claims: AccessClaims, nowSeconds: number): VerifiedToken | Refusal {
  const { sub, jti, iat, exp, sid, client_id: client } = claims;
  if (iat !== undefined && iat > nowSeconds + CLOCK_TOLERANCE_SECONDS) return { refused: 'token of the future' };
  for (const [name, value] of Object.entries(issuer.requiredClaims ?? {})) {
    if (claims[name] !== value) return { refused: `claim ${name} is not ${value}` };
  }
  const reach = reachOf(issuer, claims);
  if (!reach) return { refused: 'token for another audience' };
  const claimed = principalOfToken(issuer, claims);
  if ('refused' in claimed) return claimed;
  return {
    principal: { credential: jti ?? createHash('sha256').update(token).digest('hex').slice(0, 32), ...claimed },
    expiresAt: exp,
    reach,
    token: {
      issuer: issuer.name,
      subject: sub,
      jti,
      session: isKeyPart(sid) ? sid : undefined,
      client: isKeyPart(client) ? client : undefined,
      issuedAt: iat,
    },
  };
}

/** Whether the key of a revocation could hold the value. A longer value cannot have been revoked. */
function isKeyPart(claim: unknown): claim is string {
  return typeof claim === 'string' && Buffer.byteLength(claim) <= 1024;
}
