import { Slug } from '../../schemas/json.ts';
import { OAuthError } from './oauth-error.ts';

/**
 * Audience of a token: the MCP endpoint, or the one bundle's that the `resource` parameter names (RFC 8707).
 * @throws {OAuthError} invalid_target where it is no endpoint of this API
 */
export function audienceOf(resource: string | undefined, publicUrl: string): string {
  const endpoint = `${publicUrl}/mcp`;
  if (resource === undefined || resource === endpoint) return endpoint;
  const bundle = resource.startsWith(`${endpoint}/b/`) ? resource.slice(`${endpoint}/b/`.length) : '';
  if (Slug.safeParse(bundle).success) return resource;
  throw new OAuthError('invalid_target', `The resource has to be ${endpoint}, or ${endpoint}/b/ and a bundle's name.`);
}

/** An audience as audit keeps it: the name of a bundle may be anything that a client wrote. */
export const reachOf = (audience: string, publicUrl: string): 'all' | 'bundle' =>
  audience === `${publicUrl}/mcp` ? 'all' : 'bundle';
