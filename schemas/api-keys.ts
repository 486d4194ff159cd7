import * as z from 'zod';
import { Role } from './issuer.ts';
import { Slug } from './json.ts';
import { Tier } from './tool-definition.ts';

/** A scope as OAuth writes it (RFC 6749, 3.3): no spaces, quotes or backslashes. */
export const Scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/, 'expected a scope without spaces');

const DAY_SECONDS = 24 * 3600;
/** A key without an end is forgotten, not needed: the longest a key may live is what a subscription token does. */
export const MAX_KEY_DAYS = 365;

/** Body of `POST /api/v1/admin/keys`. */
export const ApiKeyRequest = z.strictObject({
  /** What the key is for, so that somebody later knows whether it may go. */
  label: z.string().min(1).max(100),
  /**
   * Name of the agent (machine client) that the key stands for; nobody sits behind it, so it is never asked to confirm.
   * Absent: the key stands for its creator.
   */
  agent: Slug.optional(),
  /** Scopes, none that the creator lacks. */
  scopes: z.array(Scope).max(100),
  /** Roles, none above the creator's. */
  roles: z.array(Role).max(4),
  /** Tier, not above the creator's; absent: the creator's. */
  tier: Tier.optional(),
  expiresInDays: z.int().min(1).max(MAX_KEY_DAYS).default(90),
});
export type ApiKeyRequest = z.infer<typeof ApiKeyRequest>;

/** An API key as administrators see it. */
export const ApiKeySummary = z.object({
  id: z.string(),
  label: z.string(),
  principal: z.string(),
  roles: z.array(z.string()),
  scopes: z.array(z.string()),
  tier: Tier,
  /** The bundle to whose endpoint the key is limited; absent: it opens the whole API. */
  bundle: z.string().optional(),
  unattended: z.boolean(),
  status: z.enum(['active', 'revoked']),
  createdAt: z.string(),
  createdBy: z.string(),
  /** Ids of the keys that it was made with, the first one first: its parent is the last. */
  ancestors: z.array(z.string()).default([]),
  /** Unix seconds. */
  expiresAt: z.int(),
  revokedAt: z.string().optional(),
  revokedBy: z.string().optional(),
  /** The key of its ancestors that was revoked, and ended this one. */
  endedWith: z.string().optional(),
});
export type ApiKeySummary = z.infer<typeof ApiKeySummary>;

/** Answer to the creation of a key: the only time that its text is seen. */
export const CreatedApiKey = z.object({ key: z.string(), summary: ApiKeySummary });
export type CreatedApiKey = z.infer<typeof CreatedApiKey>;

/** Unix seconds at which a key that is made now ends. */
export const keyExpiry = (days: number, nowSeconds: number) => nowSeconds + days * DAY_SECONDS;
