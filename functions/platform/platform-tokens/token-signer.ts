import { randomUUID } from 'node:crypto';
import { createLocalJWKSet, errors, importJWK, jwtVerify, SignJWT } from 'jose';
import type { Principal } from '../../../schemas/invocation.ts';
import type { Lineage } from '../../../schemas/lineage.ts';
import { LIFETIME_SECONDS, PlatformClaims, type TokenKind } from '../../../schemas/platform-tokens.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../../core/clock/clock-tolerance.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { KeyStore } from './key-store.ts';
import { publicKeySet, signerAt } from './signing-keys.ts';

/** What a token is to say. */
export interface TokenGrant {
  principal: Omit<Principal, 'credential'>;
  /** Id of the API key that the grant comes from. */
  clientId: string;
  scopes: readonly string[];
  /** URL of the resource that the token is for (RFC 8707). */
  audience: string;
  kind: TokenKind;
  /** Family of refresh tokens, which takes the token along when it is revoked. */
  session?: string;
  /** Credentials from which the token descends, if it is not issued to an API key: it ends with any of them. */
  lineage?: Lineage;
  /** The provider's id of the subscription that pays for the token. */
  subscriptionId?: string | undefined;
  /** Unix seconds; the token ends then if its kind would let it live longer. */
  notAfter?: number;
}

export interface SignedToken {
  token: string;
  jti: string;
  expiresInSeconds: number;
}

export interface TokenSigner {
  /** @throws {ManifoldError} E5004 if there is no key to sign with */
  sign(grant: TokenGrant): Promise<SignedToken>;
  /** Claims of a token that the platform signed and that has not ended; undefined for anything else. */
  read(token: string): Promise<PlatformClaims | undefined>;
}

export interface TokenSignerOptions {
  /** `iss`: the public URL of the API. */
  issuer: string;
  /** `iss` of tokens that were signed when the API had another URL. */
  formerIssuers?: readonly string[];
  keys: KeyStore;
  /** Unix seconds. */
  now?: () => number;
}

/** Signs access tokens of the platform (RS256, RFC 9068) and knows its own again. */
export function tokenSigner({ issuer, formerIssuers = [], keys, now = unixSeconds }: TokenSignerOptions): TokenSigner {
  return {
    async sign(grant) {
      const known = await keys.current();
      const at = now();
      const signer = signerAt(known, at);
      if (!signer) throw new ManifoldError('E5004', 'There is no key to sign with. Retry in a moment.');
      const claims = claimsOf(grant, issuer, at);
      const token = await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: signer.kid })
        .sign(await importJWK(signer.jwk, 'RS256'));
      return { token, jti: claims.jti, expiresInSeconds: claims.exp - at };
    },
    async read(token) {
      try {
        const { payload } = await jwtVerify(token, createLocalJWKSet(publicKeySet(await keys.current(), now())), {
          issuer: [issuer, ...formerIssuers],
          algorithms: ['RS256'],
          typ: 'at+jwt',
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          currentDate: new Date(now() * 1000),
        });
        return PlatformClaims.safeParse(payload).data;
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}

function claimsOf(grant: TokenGrant, issuer: string, at: number): PlatformClaims {
  const { principal, clientId, scopes, audience, kind, session, lineage, notAfter = Number.POSITIVE_INFINITY } = grant;
  return {
    iss: issuer,
    sub: principal.id,
    aud: audience,
    jti: randomUUID(),
    iat: at,
    nbf: at,
    exp: Math.min(at + LIFETIME_SECONDS[kind], notAfter),
    client_id: clientId,
    scope: scopes.join(' '),
    roles: principal.roles,
    tenant: principal.tenant,
    tier: principal.tier,
    kind,
    unattended: principal.unattended || undefined,
    sid: session,
    lineage,
    subscription_id: grant.subscriptionId,
  };
}

const unixSeconds = () => Math.floor(Date.now() / 1000);
