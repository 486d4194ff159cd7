import * as z from 'zod';
import { Principal } from './invocation.ts';
import { Lineage } from './lineage.ts';

/** An API key as the identity table holds it: never the key, only its hash. */
export const ApiKeyRecord = z.object({
  id: z.string(),
  /** SHA-256 of the whole key text, hexadecimal; the secret has 256 random bits, so no salt is needed. */
  hash: z.string(),
  principal: Principal,
  label: z.string(),
  status: z.enum(['active', 'revoked']),
  /** Unix time in seconds; absent: does not expire. */
  expiresAt: z.int().optional(),
  createdAt: z.string(),
  /** What the key was made with: it ends with any of them. Absent: nothing, or the key is from before this was kept. */
  lineage: Lineage.optional(),
});
export type ApiKeyRecord = z.infer<typeof ApiKeyRecord>;

/** `mf_<id>_<secret>`: 12 characters of id, 43 of secret (256 bits, base64url). */
export const API_KEY_PATTERN = /^mf_([A-Za-z0-9]{12})_([A-Za-z0-9_-]{43})$/;

/** What is no longer accepted although it was signed: one token, or a subject's tokens up to a moment. */
export const RevocationRecord = z.object({
  /** Unix seconds; tokens of the subject issued at or before it are refused. Absent: the record is of one token. */
  issuedUntil: z.int().optional(),
  reason: z.string(),
  revokedAt: z.string(),
  /** Unix seconds after which the token would have expired by itself, so that the record may go. */
  expiresAt: z.int().optional(),
});
export type RevocationRecord = z.infer<typeof RevocationRecord>;
