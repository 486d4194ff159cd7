import * as z from 'zod';
import { Principal } from './invocation.ts';
import { Lineage } from './lineage.ts';

/** Name of the platform as an issuer; no other issuer may have it (lib/settings/identity.ts reserves it). */
export const PLATFORM_ISSUER = 'platform';

/** Seconds that what the platform signs or hands out is good for (requirement A16). */
export const LIFETIME_SECONDS = {
  access: 3600,
  subscription: 365 * 24 * 3600,
  refresh: 30 * 24 * 3600,
} as const;

/** `access`: for one hour. `subscription`: for a client that can do nothing but keep one text, for a year. */
export const TokenKind = z.enum(['access', 'subscription']);
export type TokenKind = z.infer<typeof TokenKind>;

/** `mfr_<family>_<secret>`: 22 characters of family (128 bits), 43 of secret (256 bits), both base64url. */
export const REFRESH_TOKEN_PATTERN = /^mfr_([A-Za-z0-9_-]{22})_([A-Za-z0-9_-]{43})$/;

/** Refresh tokens that follow one another from one grant: of them the last one is good, once. */
export const RefreshFamily = z.object({
  family: z.string(),
  /** SHA-256 of the token that is good now, hexadecimal; the secret has 256 random bits, so no salt is needed. */
  current: z.string(),
  /** For whom; what the client's key has lost since is taken away at each use. */
  principal: Principal,
  /** Id of the API key that the grant came from. */
  clientId: z.string(),
  scopes: z.array(z.string()),
  audience: z.string(),
  status: z.enum(['active', 'revoked']),
  createdAt: z.string(),
  /** Unix seconds; the same for every token of the family, so that a grant ends however often it is used. */
  expiresAt: z.int(),
});
export type RefreshFamily = z.infer<typeof RefreshFamily>;

/** Claims of an access token of the platform, beside the registered ones (RFC 9068). */
export const PlatformClaims = z.object({
  iss: z.string(),
  /** The whole principal id: a person's key and token are the same person, four eyes included. */
  sub: z.string(),
  aud: z.string(),
  jti: z.string(),
  iat: z.int(),
  nbf: z.int(),
  exp: z.int(),
  client_id: z.string(),
  /** Words. */
  scope: z.string(),
  roles: z.array(z.string()),
  tenant: z.string(),
  tier: Principal.shape.tier,
  unattended: z.literal(true).optional(),
  /** What a token was made with that is not a key's own: it ends with any of them. */
  lineage: Lineage.optional(),
  /** Family of refresh tokens that the token came with. */
  sid: z.string().optional(),
  kind: TokenKind,
});
export type PlatformClaims = z.infer<typeof PlatformClaims>;
