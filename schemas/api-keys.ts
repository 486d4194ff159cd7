import * as z from 'zod';
import { Role } from './issuer.ts';
import { Slug } from './json.ts';
import { Tier } from './tool-definition.ts';

/** A scope as OAuth writes it (RFC 6749, 3.3): no spaces, quotes or backslashes. */
export const Scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/, 'expected a scope without spaces');

const DAY_SECONDS = 24 * 3600;
/** The longest that a key may live, which is the lifetime of a subscription token. Every key has an end. */
export const MAX_KEY_DAYS = 365;

/** Body of `POST /api/v1/admin/keys`. */
export const ApiKeyRequest = z.strictObject({
  /** The purpose of the key, so that an administrator can later decide whether it is still needed. */
  label: z.string().min(1).max(100),
  /**
   * Name of the agent (machine client) that the key stands for. No person answers for an agent, so a call that needs a
   * confirmation is refused. Absent: the key stands for its creator.
   */
  agent: Slug.optional(),
  /** Scopes of the key; the creator must have each of them. */
  scopes: z.array(Scope).max(100),
  /** Roles of the key; none may be higher than the creator's. */
  roles: z.array(Role).max(4),
  /** Tier of the key, at most the creator's; absent: the creator's. */
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
  /** The bundle to whose endpoint the key is limited; absent: the key opens the whole API. */
  bundle: z.string().optional(),
  unattended: z.boolean(),
  status: z.enum(['active', 'revoked']),
  createdAt: z.string(),
  createdBy: z.string(),
  /** Ids of the keys from which this one descends, oldest first; the last one is its parent. */
  ancestors: z.array(z.string()).default([]),
  /** Unix seconds. */
  expiresAt: z.int(),
  revokedAt: z.string().optional(),
  revokedBy: z.string().optional(),
  /** Id of the revoked ancestor that ended this key. */
  endedWith: z.string().optional(),
});
export type ApiKeySummary = z.infer<typeof ApiKeySummary>;

/** Answer to the creation of a key: the only answer that ever shows its text. */
export const CreatedApiKey = z.object({ key: z.string(), summary: ApiKeySummary });
export type CreatedApiKey = z.infer<typeof CreatedApiKey>;

/** Unix seconds at which a key that is made now ends. */
export const keyExpiry = (days: number, nowSeconds: number) => nowSeconds + days * DAY_SECONDS;
