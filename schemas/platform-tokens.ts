import * as z from 'zod';
import { Principal } from './invocation.ts';
import { Lineage } from './lineage.ts';

/** Name of the platform as an issuer. lib/settings/identity.ts refuses it for other issuers. */
export const PLATFORM_ISSUER = 'platform';

/** Lifetimes of the platform's tokens, in seconds (requirement A16). */
export const LIFETIME_SECONDS = {
  access: 3600,
  subscription: 365 * 24 * 3600,
  refresh: 30 * 24 * 3600,
} as const;

/** `access`: valid for one hour. `subscription`: valid for a year, for clients that can only store one fixed text. */
export const TokenKind = z.enum(['access', 'subscription']);
export type TokenKind = z.infer<typeof TokenKind>;

/** `mfr_<family>_<secret>`: 22 characters of family (128 bits), 43 of secret (256 bits), both base64url. */
export const REFRESH_TOKEN_PATTERN = /^mfr_([A-Za-z0-9_-]{22})_([A-Za-z0-9_-]{43})$/;

/**
 * The refresh tokens of one grant, each of which replaces the one before it. Only the newest is valid, and only once.
 */
export const RefreshFamily = z.object({
  family: z.string(),
  /** SHA-256 of the valid token, hexadecimal; the secret has 256 random bits, so no salt is needed. */
  current: z.string(),
  /** Principal of the tokens. Rights that the client's key has lost since are removed at each use. */
  principal: Principal,
  /** Id of the API key that the grant came from. */
  clientId: z.string(),
  scopes: z.array(z.string()),
  audience: z.string(),
  status: z.enum(['active', 'revoked']),
  createdAt: z.string(),
  /** Unix seconds; the same for every token of the family, so that the grant ends however often it is used. */
  expiresAt: z.int(),
});
export type RefreshFamily = z.infer<typeof RefreshFamily>;

/** Claims of an access token of the platform, beside the registered ones (RFC 9068). */
export const PlatformClaims = z.object({
  iss: z.string(),
  /** The complete principal id, so that a person's key and token count as the same person, also for approvals. */
  sub: z.string(),
  aud: z.string(),
  jti: z.string(),
  iat: z.int(),
  nbf: z.int(),
  exp: z.int(),
  client_id: z.string(),
  /** Scopes, separated by spaces. */
  scope: z.string(),
  roles: z.array(z.string()),
  tenant: z.string(),
  tier: Principal.shape.tier,
  unattended: z.literal(true).optional(),
  /** Credentials from which the token descends, if it is not issued to an API key: it ends with any of them. */
  lineage: Lineage.optional(),
  /** Family of the refresh token that was issued with this token. */
  sid: z.string().optional(),
  /** The provider's id of the subscription that a subscription token is paid by. */
  subscription_id: z.string().optional(),
  kind: TokenKind,
});
export type PlatformClaims = z.infer<typeof PlatformClaims>;
