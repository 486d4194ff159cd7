import * as z from 'zod';
import { Slug } from './json.ts';
import { Tier } from './tool-definition.ts';

/** Roles that ship, from least to most trusted; an issuer may grant up to its `highestRole` and no further. */
export const ROLES = ['user', 'developer', 'operator', 'admin'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** Signature algorithms with a public key. `none` and the HMAC ones can be forged by whoever knows the public key. */
export const SignatureAlgorithm = z.enum(['RS256', 'ES256']);

/** A public client that somebody registered with the issuer by hand, for issuers without registration of their own. */
export const RegisteredClient = z.strictObject({
  clientId: z.string().min(1),
  /** Where the issuer sends people back to. A port of `*` allows any, where the issuer does so too (RFC 8252, 7.3). */
  redirectUris: z.array(z.string().min(1)),
});
export type RegisteredClient = z.infer<typeof RegisteredClient>;

/** One authorization server whose access tokens the endpoint takes, and how far it is trusted. */
export const Issuer = z.strictObject({
  /** First part of the id of each of its principals, so that equal subjects of two issuers stay apart. */
  name: Slug,
  /** The `iss` of its tokens, to the letter. */
  issuer: z.url(),
  /**
   * Values of `aud` that mean this API. A token for one of them followed by `/b/<bundle>` is good for that bundle
   * alone (RFC 8707).
   */
  audiences: z.array(z.string().min(1)).min(1),
  /** Clients whose tokens are taken without `aud`, known by `client_id`: Cognito before resource binding. */
  clientIds: z.array(z.string().min(1)).optional(),
  algorithms: z.array(SignatureAlgorithm).min(1),
  /** Where its keys are; absent: where its metadata says, on the issuer's own host. */
  jwksUri: z.url().optional(),
  /** Claims that a token must have with exactly this value, e.g. `token_use: access`. */
  requiredClaims: z.record(z.string(), z.string()).optional(),
  /** Tenant of its principals: always the same, or what a claim says. A token without the claim is refused. */
  tenant: z.union([z.strictObject({ fixed: Slug }), z.strictObject({ claim: z.string().min(1) })]),
  /** Claim with the roles, a list or words. Roles above `highestRole`, and ones that are not known, are left out. */
  rolesClaim: z.string().min(1),
  highestRole: Role,
  /** Claim with the scopes, a list or words (RFC 9068 has `scope`). */
  scopesClaim: z.string().min(1),
  /** What the issuer writes before each scope, e.g. `https://mcp.example.com/mcp/`; taken off, and other scopes ignored. */
  scopePrefix: z.string().optional(),
  /**
   * The most that its tokens may have; others are left out. A scope by its name, or a pattern such as `kyc:*`, which
   * never stands for a scope that takes a role (schemas/role-scopes.ts): such a one has to be named. Absent: `["*"]`.
   */
  highestScopes: z.array(z.string().min(1).max(128)).optional(),
  tier: z.strictObject({ claim: z.string().min(1).optional(), fallback: Tier }),
  /** Machine clients (client credentials), which no directory gives roles or a tenant. */
  machines: z
    .array(
      z.strictObject({
        clientId: z.string().min(1),
        roles: z.array(Role),
        tenant: Slug.optional(),
        tier: Tier.optional(),
      }),
    )
    .optional(),
  /** Scopes of clients whose way of signing in can ask for none, beside those that a token has: Cognito's own API. */
  clientScopes: z.array(z.strictObject({ clientId: z.string().min(1), scopes: z.array(z.string().min(1)) })).optional(),
  /**
   * Whether clients find the issuer through the metadata facade. `auto`: where the issuer's own metadata lacks what MCP
   * clients insist on (PKCE methods, a way to register).
   */
  facade: z.enum(['auto', 'always', 'never']),
  registeredClient: RegisteredClient.optional(),
  /** False where the issuer knows the API as one resource: metadata of a bundle then names the API itself. */
  resourcePerBundle: z.boolean(),
  /** The platform itself, and nobody else: `sub` is a whole principal id, roles and scopes are taken as they are. */
  vouchesForPrincipals: z.literal(true).optional(),
});
export type Issuer = z.infer<typeof Issuer>;
