import * as z from 'zod';
import { Slug } from './json.ts';
import { Lineage } from './lineage.ts';
import { Tier } from './tool-definition.ts';

const Ordered = {
  /** The family that sends the order, for the audit trail. */
  family: Slug,
  correlationId: z.string(),
  tenant: z.string().min(1),
  principal: z.string().min(1),
};

/** The order of a family to the tokens function: to issue a subscription token, or to revoke one. */
export const SubscriptionOrder = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('subscription/issue'),
    ...Ordered,
    /** Id of the credential of the call. If it is an API key, the token ends with the key at the latest. */
    credential: z.string().min(1),
    /** The bundle to which that credential is limited, and so the token too. */
    bundle: Slug.optional(),
    tier: Tier,
    /** The subscription that pays for the token; the token carries it as a claim. */
    subscriptionId: z.string().min(1).max(200).optional(),
    /** Scopes of the token. Its role is always `user`. */
    scopes: z.array(z.string().min(1)).min(1).max(50),
    /** Unix seconds at which the token ends, if that is before a year has passed. */
    notAfter: z.int().positive().optional(),
    /** True if the principal is an agent; its token then counts as an agent's too. */
    unattended: z.boolean().optional(),
    /** Credentials from which the token descends: it ends with any of them. */
    lineage: Lineage.optional(),
  }),
  z.strictObject({ kind: z.literal('subscription/revoke'), ...Ordered, jti: z.uuid(), reason: z.string().max(200) }),
]);
export type SubscriptionOrder = z.infer<typeof SubscriptionOrder>;

export const SubscriptionReceipt = z.discriminatedUnion('status', [
  /** `expiresAt` in Unix seconds. */
  z.object({ status: z.literal('issued'), token: z.string(), jti: z.string(), expiresAt: z.int() }),
  z.object({ status: z.literal('revoked') }),
  z.object({ status: z.literal('refused'), reason: z.string() }),
]);
export type SubscriptionReceipt = z.infer<typeof SubscriptionReceipt>;
