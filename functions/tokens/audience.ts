import type { Principal } from '../../schemas/invocation.ts';
import { Slug } from '../../schemas/json.ts';
import { OAuthError } from './oauth-error.ts';

/** Audience for everything that a credential opens: the MCP endpoint, or that of its bundle (RFC 8707). */
export function audienceFor({ bundle }: Pick<Principal, 'bundle'>, publicUrl: string): string {
  return bundle === undefined ? `${publicUrl}/mcp` : `${publicUrl}/mcp/b/${bundle}`;
}

/**
 * Audience of a token: everything that the credential opens, or the bundle that the `resource` parameter names.
 * @throws {OAuthError} invalid_target if the resource is not an endpoint of this API, or the credential does not open
 *   it
 */
export function audienceOf(
  resource: string | undefined,
  publicUrl: string,
  credential: Pick<Principal, 'bundle'>,
): string {
  const widest = audienceFor(credential, publicUrl);
  if (resource === undefined || resource === widest) return widest;
  if (credential.bundle !== undefined) throw new OAuthError('invalid_target', `The key is only valid for ${widest}.`);
  const endpoint = `${publicUrl}/mcp`;
  const bundle = resource.startsWith(`${endpoint}/b/`) ? resource.slice(`${endpoint}/b/`.length) : '';
  if (Slug.safeParse(bundle).success) return resource;
  throw new OAuthError('invalid_target', `The resource has to be ${endpoint}, or ${endpoint}/b/ and a bundle's name.`);
}

/** An audience for the audit trail, without the name of a bundle, which may be any text of a client. */
export const reachOf = (audience: string, publicUrl: string): 'all' | 'bundle' =>
  audience === `${publicUrl}/mcp` ? 'all' : 'bundle';
