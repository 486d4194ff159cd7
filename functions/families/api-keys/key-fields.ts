import * as z from 'zod';
import { type ApiKeySummary, Scope } from '../../../schemas/api-keys.ts';
import { Role } from '../../../schemas/issuer.ts';

export const userId = z.string().min(1).max(256).optional().describe('"me" or your own id; by default yours.');

/** Form of a key id, for audit. */
export const KEY_FORM = { pattern: '[A-Za-z0-9]{12}' };

export const keyId = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9]{12}$/, 'expected the 12 letters and digits of a key id, the part between "mf_" and the next "_"')
  .describe('Id of the key from generate_api_key or api-keys://me, not the key itself.');

export const permissions = z
  .array(Scope)
  .min(1)
  .max(100)
  .transform((scopes) => [...new Set(scopes)].sort())
  .describe('Scopes of the key, e.g. ["kyc:read"]; only scopes that you have yourself.');

export const roles = z
  .array(Role)
  .min(1)
  .max(4)
  .transform((names) => [...new Set(names)])
  .describe('Roles of the key, none above yours: user, developer, operator, admin.');

/** A key as its owner sees it, without the key itself and without its hash. */
export const keyView = z.object({
  key_id: z.string(),
  name: z.string().describe('What the key is for, in the words of the person who made it.'),
  principal: z.string().describe('Who calls with it: you, or an agent of your tenant.'),
  permissions: z.array(z.string()).describe('Its scopes.'),
  roles: z.array(z.string()),
  tier: z.string(),
  status: z.enum(['active', 'revoked']),
  parent_key_id: z
    .string()
    .optional()
    .describe('The key that this one was made with; revoking that key revokes this one too.'),
  ended_with: z.string().optional().describe('The key whose revocation also revoked this one.'),
  created_at: z.string(),
  expires_at: z.string().describe('ISO 8601, UTC.'),
  revoked_at: z.string().optional(),
});

export function viewOf(summary: ApiKeySummary): z.infer<typeof keyView> {
  const { id, label, principal, scopes, roles, tier, status, createdAt, expiresAt, revokedAt, ancestors, endedWith } =
    summary;
  const parent = ancestors.at(-1);
  return {
    key_id: id,
    name: label,
    principal,
    permissions: scopes,
    roles,
    tier,
    status,
    created_at: createdAt,
    expires_at: new Date(expiresAt * 1000).toISOString(),
    parent_key_id: parent,
    ended_with: endedWith,
    revoked_at: revokedAt,
  };
}
