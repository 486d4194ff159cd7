import type { Issuer } from '../../../schemas/issuer.ts';
import type { IssuerDirectory } from './issuer-directory.ts';

/** What clients need to know before they have a token. */
export interface OAuthSettings {
  /** The first is the preferred one. */
  readonly issuers: readonly Issuer[];
  /** Every scope that a person's client may request, without an issuer's prefix. */
  readonly scopes: readonly string[];
  /** URL under which clients reach the API, without a slash at the end. */
  readonly publicUrl: string;
}

/** Path of an endpoint behind `/.well-known/oauth-protected-resource`; the empty path is the main endpoint. */
const ENDPOINT = /^(?:\/mcp(?:\/b\/[a-z][a-z0-9-]{1,31})?)?$/;

/**
 * Protected resource metadata (RFC 9728) of an endpoint: the audience of its tokens, the servers that issue them, and the
 * scopes in the spelling of the first issuer.
 *
 * @param endpoint path of the endpoint as the client put it behind the well-known one, e.g. `/mcp/b/kyc`
 * @returns undefined if the path is not one of an endpoint
 */
export async function protectedResourceMetadata(
  endpoint: string,
  { issuers, scopes, publicUrl }: OAuthSettings,
  directory: IssuerDirectory,
): Promise<Response | undefined> {
  if (!ENDPOINT.test(endpoint)) return undefined;
  const [first] = issuers;
  const perBundle = first?.resourcePerBundle ?? true;
  const servers = await Promise.all(issuers.map((issuer) => directory.serverOf(issuer)));
  return Response.json({
    resource: `${publicUrl}${(perBundle && endpoint) || '/mcp'}`,
    resource_name: 'Manifold',
    ...(first ? { authorization_servers: servers, scopes_supported: spelledFor(first, scopes) } : {}),
    bearer_methods_supported: ['header'],
  });
}

/** Scopes in the spelling of an issuer. */
export function spelledFor({ scopePrefix = '' }: Issuer, scopes: readonly string[]): string[] {
  return scopes.map((scope) => `${scopePrefix}${scope}`);
}

/** URL of the metadata of the main endpoint, for challenges. */
export function metadataUrl({ publicUrl }: OAuthSettings): string {
  return `${publicUrl}/.well-known/oauth-protected-resource`;
}

/** URL of the page for people that says how to sign in again with more scopes. */
export function signInUrl({ publicUrl }: OAuthSettings, scopes: readonly string[]): string {
  return `${publicUrl}/?scope=${scopes.map(encodeURIComponent).join('+').replaceAll('%3A', ':')}#sign-in`;
}
