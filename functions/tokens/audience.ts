import { bundleEndpoint, bundleOf, MAIN_ENDPOINT } from '../../schemas/challenge.ts';
import { type FormerUrl, stillAccepted } from '../../schemas/former-urls.ts';
import type { Principal } from '../../schemas/invocation.ts';
import { OAuthError } from './oauth-error.ts';

/** The URL of the API, and the URLs that it had before. */
export interface Addresses {
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly formerUrls: readonly FormerUrl[];
  /** Unix seconds. */
  readonly now: () => number;
}

/** A resource by the URL that the API has now, if it is named by a former one that is still accepted. */
export function currentResource(resource: string, { publicUrl, formerUrls, now }: Addresses): string {
  const former = stillAccepted(formerUrls, now() * 1000).find(
    ({ url }) => resource === `${url}/mcp` || resource.startsWith(`${url}/mcp/`),
  );
  return former ? `${publicUrl}${resource.slice(former.url.length)}` : resource;
}

/** Audience for everything that a credential opens: the MCP endpoint, or that of its bundle (RFC 8707). */
export function audienceFor({ bundle }: Pick<Principal, 'bundle'>, publicUrl: string): string {
  return `${publicUrl}${bundle === undefined ? MAIN_ENDPOINT : bundleEndpoint(bundle)}`;
}

/**
 * Audience of a token: everything that the credential opens, or the bundle that the `resource` parameter names. It is
 * always under the URL that the API has now.
 * @throws {OAuthError} invalid_target if the resource is not an endpoint of this API, or the credential does not open
 *   it
 */
export function audienceOf(
  named: string | undefined,
  addresses: Addresses,
  credential: Pick<Principal, 'bundle'>,
): string {
  const { publicUrl } = addresses;
  const widest = audienceFor(credential, publicUrl);
  const resource = named === undefined ? widest : currentResource(named, addresses);
  if (resource === widest) return widest;
  if (credential.bundle !== undefined) throw new OAuthError('invalid_target', `The key is only valid for ${widest}.`);
  const endpoint = `${publicUrl}${MAIN_ENDPOINT}`;
  if (resource.startsWith(publicUrl) && bundleOf(resource.slice(publicUrl.length)) !== undefined) return resource;
  throw new OAuthError('invalid_target', `The resource has to be ${endpoint}, or ${endpoint}/b/ and a bundle's name.`);
}

/** An audience for the audit trail, without the name of a bundle, which may be any text of a client. */
export const reachOf = (audience: string, publicUrl: string): 'all' | 'bundle' =>
  audience === `${publicUrl}/mcp` ? 'all' : 'bundle';
