import * as z from 'zod';
import { LastDay } from './former-urls.ts';
import { Slug } from './json.ts';
import { Tier } from './tool-definition.ts';

/** The roles of the platform, from least to most trusted. An issuer may grant roles up to its `highestRole`. */
export const ROLES = ['user', 'developer', 'operator', 'admin'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** Accepted signature algorithms, all with a public key: `none` and HMAC signatures can be forged. */
export const SignatureAlgorithm = z.enum(['RS256', 'ES256']);

/** A public client that an operator registered with an issuer that offers no dynamic client registration. */
export const RegisteredClient = z.strictObject({
  clientId: z.string().min(1),
  /** Redirect URIs. The port `*` allows any port, if the issuer allows that too (RFC 8252, 7.3). */
  redirectUris: z.array(z.string().min(1)),
});
export type RegisteredClient = z.infer<typeof RegisteredClient>;

/** An authorization server whose access tokens the endpoint accepts, and how far it is trusted. */
export const Issuer = z.strictObject({
  /** First part of the id of each principal, so that the same subject of two issuers gives two principals. */
  name: Slug,
  /** Exact value of `iss` in the issuer's tokens. */
  issuer: z.url(),
  /**
   * Values of `aud` that mean this API. A token for such a value followed by `/b/<bundle>` is limited to that bundle
   * (RFC 8707).
   */
  audiences: z.array(z.string().min(1)).min(1),
  /**
   * Names that the API had before, each accepted through its last day: the audience, which is also the start of scopes if
   * scopes have a prefix, and the `iss` of tokens if it was a URL of the API.
   */
  former: z
    .array(z.strictObject({ resource: z.string().min(1), issuer: z.url().optional(), until: LastDay }))
    .optional(),
  /** Values of `client_id` whose tokens are accepted without `aud`, as Cognito issues them without resource binding. */
  clientIds: z.array(z.string().min(1)).optional(),
  algorithms: z.array(SignatureAlgorithm).min(1),
  /** URL of the issuer's keys; absent: the `jwks_uri` of its metadata, which must be on the issuer's own host. */
  jwksUri: z.url().optional(),
  /** Claims that every token must have with exactly this value, such as `token_use: access`. */
  requiredClaims: z.record(z.string(), z.string()).optional(),
  /** Tenant of the principals: a fixed one, or the value of a claim. A token without that claim is refused. */
  tenant: z.union([z.strictObject({ fixed: Slug }), z.strictObject({ claim: z.string().min(1) })]),
  /** Claim with the roles: a list, or words in one text. Unknown roles and roles above `highestRole` are ignored. */
  rolesClaim: z.string().min(1),
  highestRole: Role,
  /** Claim with the scopes: a list, or words in one text (`scope` in RFC 9068). */
  scopesClaim: z.string().min(1),
  /** Prefix of the scopes, such as `https://mcp.example.com/mcp/`. It is removed; scopes without it are ignored. */
  scopePrefix: z.string().optional(),
  /**
   * Scopes that the issuer may grant; all others are ignored. An entry is a name or a pattern such as `kyc:*`. A
   * pattern never covers a scope that requires a role (schemas/role-scopes.ts): name those. Absent: `["*"]`.
   */
  highestScopes: z.array(z.string().min(1).max(128)).optional(),
  tier: z.strictObject({ claim: z.string().min(1).optional(), fallback: Tier }),
  /** Machine clients (client credentials grant), for which no directory holds roles or a tenant. */
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
  /** Additional scopes of clients that cannot request scopes, such as those of Cognito's own sign-in API. */
  clientScopes: z.array(z.strictObject({ clientId: z.string().min(1), scopes: z.array(z.string().min(1)) })).optional(),
  /**
   * Whether clients find the issuer through the platform's metadata facade. `auto`: if the issuer's own metadata lacks
   * what MCP clients require (PKCE methods, a way to register).
   */
  facade: z.enum(['auto', 'always', 'never']),
  registeredClient: RegisteredClient.optional(),
  /** False if the issuer knows only the API as a resource; the metadata of bundles then names the API itself. */
  resourcePerBundle: z.boolean(),
  /** True for the platform itself: `sub` is a complete principal id, and roles and scopes are accepted unchanged. */
  vouchesForPrincipals: z.literal(true).optional(),
});
export type Issuer = z.infer<typeof Issuer>;

/** Scopes in the spelling of an issuer. Without an issuer they stay as they are. */
export function spelledFor(issuer: Pick<Issuer, 'scopePrefix'> | undefined, scopes: readonly string[]): string[] {
  return scopes.map((scope) => `${issuer?.scopePrefix ?? ''}${scope}`);
}
