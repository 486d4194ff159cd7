import * as z from 'zod';
import { Slug } from './json.ts';
import { Lineage } from './lineage.ts';
import { Tier } from './tool-definition.ts';

const Ordered = {
  /** The family that asks, for the trail. */
  family: Slug,
  correlationId: z.string(),
  tenant: z.string().min(1),
  principal: z.string().min(1),
};

/** What a family asks of the tokens function: a subscription token, or its end. */
export const SubscriptionOrder = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('subscription/issue'),
    ...Ordered,
    /** Id of the credential of the call that asks. If it is an API key, the token ends with the key at the latest. */
    credential: z.string().min(1),
    /** The bundle to which that credential is limited; the token then is, too. */
    bundle: Slug.optional(),
    tier: Tier,
    /** What the token may ask for; the role is always `user`. */
    scopes: z.array(z.string().min(1)).min(1).max(50),
    /** Unix seconds; the token ends then if a year would be longer. */
    notAfter: z.int().positive().optional(),
    /** True where nobody sits behind the principal: its token is one of an agent too. */
    unattended: z.boolean().optional(),
    /** What the token is made with: it ends with any of them. */
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
