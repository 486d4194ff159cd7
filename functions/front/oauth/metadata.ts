import { bundleEndpoint, bundleOf, MAIN_ENDPOINT } from '../../../schemas/challenge.ts';
import { type Issuer, spelledFor } from '../../../schemas/issuer.ts';
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

/**
 * Protected resource metadata (RFC 9728) of an endpoint: the audience of its tokens, the servers that issue them, and the
 * scopes in the spelling of the first issuer.
 *
 * @param endpoint path of the endpoint as the client put it behind the well-known one, e.g. `/mcp/b/kyc`; the empty path
 *   is the main endpoint
 * @returns undefined if the path is not one of an endpoint
 */
export async function protectedResourceMetadata(
  endpoint: string,
  { issuers, scopes, publicUrl }: OAuthSettings,
  directory: IssuerDirectory,
): Promise<Response | undefined> {
  const bundle = bundleOf(endpoint);
  if (bundle === undefined && endpoint !== '' && endpoint !== MAIN_ENDPOINT) return undefined;
  const [first] = issuers;
  const perBundle = first?.resourcePerBundle ?? true;
  const servers = await Promise.all(issuers.map((issuer) => directory.serverOf(issuer)));
  return Response.json({
    resource: `${publicUrl}${perBundle && bundle !== undefined ? bundleEndpoint(bundle) : MAIN_ENDPOINT}`,
    resource_name: 'Manifold',
    ...(first ? { authorization_servers: servers, scopes_supported: spelledFor(first, scopes) } : {}),
    bearer_methods_supported: ['header'],
  });
}

/** URL of the page for people that says how to sign in again with more scopes. */
export function signInUrl({ publicUrl }: OAuthSettings, scopes: readonly string[]): string {
  return `${publicUrl}/?scope=${scopes.map(encodeURIComponent).join('+').replaceAll('%3A', ':')}#sign-in`;
}
