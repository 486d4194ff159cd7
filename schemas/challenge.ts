/** Challenges of `WWW-Authenticate` (RFC 6750, 3; RFC 9728, 5.1), and the metadata to which they lead. */
import { Slug } from './json.ts';

/** Path of the main endpoint below the URL of the API. */
export const MAIN_ENDPOINT = '/mcp';

/** Path of the endpoint of a bundle below the URL of the API. */
export const bundleEndpoint = (bundle: string) => `${MAIN_ENDPOINT}/b/${bundle}`;

/** The bundle whose endpoint a path is; undefined for any other path. */
export function bundleOf(path: string): string | undefined {
  const start = bundleEndpoint('');
  return path.startsWith(start) ? Slug.safeParse(path.slice(start.length)).data : undefined;
}

/**
 * URL of the protected resource metadata of an endpoint. That of the main endpoint has no path behind the well-known one.
 * @param publicUrl URL of the API, without a slash at the end
 * @param endpoint path of the endpoint, e.g. `/mcp/b/kyc`
 */
export function metadataUrl(publicUrl: string, endpoint: string = MAIN_ENDPOINT): string {
  return `${publicUrl}/.well-known/oauth-protected-resource${endpoint === MAIN_ENDPOINT ? '' : endpoint}`;
}

/** What a challenge says. */
export interface ChallengeFacts {
  /** Absent if the request carries no credential (RFC 6750, 3.1). */
  readonly error?: 'invalid_token' | 'insufficient_scope';
  /** Scopes to ask for, separated by spaces, in the spelling of the issuer. */
  readonly scope: string;
  readonly metadata: string;
}

export function challenge({ error, scope, metadata }: ChallengeFacts): string {
  return `Bearer ${error ? `error="${error}", ` : ''}resource_metadata="${metadata}", scope="${scope}"`;
}
