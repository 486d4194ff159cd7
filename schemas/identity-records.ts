import * as z from 'zod';
import { Principal } from './invocation.ts';
import { Lineage } from './lineage.ts';

/** An API key in the identity table. The table holds the hash of the key, never the key itself. */
export const ApiKeyRecord = z.object({
  id: z.string(),
  /** SHA-256 of the whole key text, hexadecimal; the secret has 256 random bits, so no salt is needed. */
  hash: z.string(),
  principal: Principal,
  label: z.string(),
  status: z.enum(['active', 'revoked']),
  /** Unix seconds; absent: the key does not expire. */
  expiresAt: z.int().optional(),
  createdAt: z.string(),
  /** Credentials from which the key descends: it ends with any of them. Absent: none are known. */
  lineage: Lineage.optional(),
});
export type ApiKeyRecord = z.infer<typeof ApiKeyRecord>;

/** `mf_<id>_<secret>`: 12 characters of id, 43 of secret (256 bits, base64url). */
export const API_KEY_PATTERN = /^mf_([A-Za-z0-9]{12})_([A-Za-z0-9_-]{43})$/;

/** A revocation: of one token, or of the tokens that were issued to a subject up to a moment. */
export const RevocationRecord = z.object({
  /** Unix seconds. Tokens issued until then are refused. Absent: everything that the record's key names. */
  issuedUntil: z.int().optional(),
  reason: z.string(),
  revokedAt: z.string(),
  /** Unix seconds after which the token has expired anyway, so that the record can be deleted. */
  expiresAt: z.int().optional(),
});
export type RevocationRecord = z.infer<typeof RevocationRecord>;
