import type { Principal } from '../../schemas/invocation.ts';
import { Slug } from '../../schemas/json.ts';
import { OAuthError } from './oauth-error.ts';

/** Audience of a token that reaches as far as a credential: the MCP endpoint, or that of the one bundle (RFC 8707). */
export function audienceFor({ bundle }: Pick<Principal, 'bundle'>, publicUrl: string): string {
  return bundle === undefined ? `${publicUrl}/mcp` : `${publicUrl}/mcp/b/${bundle}`;
}

/**
 * Audience of a token: what the credential opens, or the one bundle's that the `resource` parameter names.
 * @throws {OAuthError} invalid_target where it is no endpoint of this API, or beyond what the credential opens
 */
export function audienceOf(
  resource: string | undefined,
  publicUrl: string,
  credential: Pick<Principal, 'bundle'>,
): string {
  const widest = audienceFor(credential, publicUrl);
  if (resource === undefined || resource === widest) return widest;
  if (credential.bundle !== undefined) throw new OAuthError('invalid_target', `The key opens ${widest} alone.`);
  const endpoint = `${publicUrl}/mcp`;
  const bundle = resource.startsWith(`${endpoint}/b/`) ? resource.slice(`${endpoint}/b/`.length) : '';
  if (Slug.safeParse(bundle).success) return resource;
  throw new OAuthError('invalid_target', `The resource has to be ${endpoint}, or ${endpoint}/b/ and a bundle's name.`);
}

/** An audience as audit keeps it: the name of a bundle may be anything that a client wrote. */
export const reachOf = (audience: string, publicUrl: string): 'all' | 'bundle' =>
  audience === `${publicUrl}/mcp` ? 'all' : 'bundle';
