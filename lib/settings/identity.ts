import * as z from 'zod';
import { Issuer, Role } from '../../schemas/issuer.ts';
import { Slug } from '../../schemas/json.ts';
import { Tier } from '../../schemas/tool-definition.ts';

/** Names under which principals that no issuer vouches for are known; an issuer with such a name could pose as one. */
const RESERVED_NAMES = ['anonymous', 'local', 'platform', 'user', 'webhook'];

/** An issuer as a stage names it; without audiences it is the MCP URL that its tokens have to be for. */
export const IssuerSetting = Issuer.omit({ vouchesForPrincipals: true }).extend({
  name: Slug.refine((name) => !RESERVED_NAMES.includes(name), 'is reserved for principals without an issuer'),
  audiences: Issuer.shape.audiences.optional(),
});

/** A user pool of the stage's own. */
export const CognitoSetting = z.strictObject({
  /** `plus` adds threat protection (and costs more per user); resource binding needs `essentials` at least. */
  featurePlan: z.enum(['essentials', 'plus']),
  /** `required`: nobody signs in without a one-time password. */
  mfa: z.enum(['required', 'optional']),
  /** Prefix of the sign-in pages' domain, unique in the region; absent: `manifold-<stage>-<account>`. */
  domainPrefix: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'expected lower-case letters, digits and hyphens')
    .optional(),
  /** Where clients may be sent back to, to the letter: Cognito compares ports of loopback addresses too. */
  callbackUrls: z.array(z.string().min(1)).min(1),
  logoutUrls: z.array(z.string().min(1)),
  /** Directories that people sign in with through SAML: the URL of their metadata, and whose people they are. */
  saml: z.array(z.strictObject({ name: z.string().min(3).max(32), metadataUrl: z.url(), tenant: Slug })),
  highestRole: Role,
  tier: Tier,
  /**
   * Signing in with a password by a tool (family accounts). `off`: no client of the pool takes one. `read`: the tokens have
   * the scopes that reading takes. `all`: every scope that takes no role (schemas/role-scopes.ts).
   * A password that passes through an agent is known to it.
   */
  passwordSignIn: z.enum(['off', 'read', 'all']).default('off'),
  /** The machine client (client credentials): who it is here. */
  machine: z.strictObject({ roles: z.array(Role), tenant: Slug }),
});
export type CognitoSetting = z.infer<typeof CognitoSetting>;

/**
 * Places on a person's own machine that known clients listen at: mcp-remote, the MCP inspector, Visual Studio Code.
 * A client elsewhere has to be named by the stage.
 */
export const LOOPBACK_CALLBACKS = [
  'http://localhost:3334/oauth/callback',
  'http://localhost:6274/oauth/callback',
  'http://localhost:6274/oauth/callback/debug',
  'http://127.0.0.1:33418/',
];
