import * as z from 'zod';
import { Issuer, Role } from '../../schemas/issuer.ts';
import { Slug } from '../../schemas/json.ts';
import { Tier } from '../../schemas/tool-definition.ts';

/** Prefixes of principals that have no issuer. An issuer with such a name could claim to be one of them. */
const RESERVED_NAMES = ['anonymous', 'local', 'platform', 'user', 'webhook'];

/** An issuer in the settings of a stage. By default its tokens need the MCP URL as their audience. */
export const IssuerSetting = Issuer.omit({ vouchesForPrincipals: true }).extend({
  name: Slug.refine((name) => !RESERVED_NAMES.includes(name), 'is reserved for principals without an issuer'),
  audiences: Issuer.shape.audiences.optional(),
});

/** A user pool of the stage's own. */
export const CognitoSetting = z.strictObject({
  /** `plus` adds threat protection (and costs more per user); resource binding needs `essentials` at least. */
  featurePlan: z.enum(['essentials', 'plus']),
  /** `required`: every sign-in needs a one-time password. */
  mfa: z.enum(['required', 'optional']),
  /** Prefix of the domain of the sign-in pages, unique in the region; by default `manifold-<stage>-<account>`. */
  domainPrefix: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'expected lower-case letters, digits and hyphens')
    .optional(),
  /** Redirect URIs of clients. Cognito compares them exactly, ports of loopback addresses included. */
  callbackUrls: z.array(z.string().min(1)).min(1),
  logoutUrls: z.array(z.string().min(1)),
  /** SAML directories with which people sign in: the URL of their metadata, and the tenant of their people. */
  saml: z.array(z.strictObject({ name: z.string().min(3).max(32), metadataUrl: z.url(), tenant: Slug })),
  highestRole: Role,
  tier: Tier,
  /**
   * Signing in with a password through a tool (family accounts). `off`: no client of the pool accepts a password. `read`: the
   * tokens have the scopes that reading requires. `all`: every scope that requires no role (schemas/role-scopes.ts). An agent
   * knows a password that passes through it.
   */
  passwordSignIn: z.enum(['off', 'read', 'all']).default('off'),
  /** The principal of the machine client (client credentials). */
  machine: z.strictObject({ roles: z.array(Role), tenant: Slug }),
});
export type CognitoSetting = z.infer<typeof CognitoSetting>;

/**
 * Addresses on a person's own machine at which known clients listen: mcp-remote, the MCP inspector, Visual Studio Code. The
 * stage has to name any other.
 */
export const LOOPBACK_CALLBACKS = [
  'http://localhost:3334/oauth/callback',
  'http://localhost:6274/oauth/callback',
  'http://localhost:6274/oauth/callback/debug',
  'http://127.0.0.1:33418/',
];
