import { type Issuer, spelledFor } from '../../../schemas/issuer.ts';
import { facadeUrl, type IssuerDirectory } from './issuer-directory.ts';
import type { OAuthSettings } from './metadata.ts';

/**
 * Authorization server metadata (RFC 8414) of an issuer, completed with the fields that clients require and that the
 * issuer's own metadata lacks. All endpoints stay the issuer's own: people sign in there, and tokens come from there and
 * name it as `iss`. Only the document is served here, and registration if the issuer does not offer it.
 *
 * @param identifier URL under which the document was found, without the well-known part
 */
export async function facadeMetadata(
  issuer: Issuer,
  { scopes, publicUrl }: OAuthSettings,
  directory: IssuerDirectory,
  identifier = facadeUrl(publicUrl, issuer),
): Promise<Response> {
  const upstream = await directory.metadataOf(issuer).catch(() => undefined);
  if (!upstream) {
    return Response.json({ error: 'temporarily_unavailable' }, { status: 503, headers: { 'retry-after': '30' } });
  }
  const registration =
    upstream.registration_endpoint ?? (issuer.registeredClient && `${facadeUrl(publicUrl, issuer)}/register`);
  return Response.json({
    ...upstream,
    // RFC 8414, 3.3: the document names the identifier under which it was found.
    issuer: identifier,
    code_challenge_methods_supported: ['S256'],
    client_id_metadata_document_supported: upstream.client_id_metadata_document_supported ?? false,
    // An `iss` that the issuer sends with the code is its own name, not the name of this document.
    authorization_response_iss_parameter_supported: false,
    token_endpoint_auth_methods_supported: united(upstream.token_endpoint_auth_methods_supported, ['none']),
    scopes_supported: united(upstream.scopes_supported, spelledFor(issuer, scopes)),
    ...(registration === undefined ? {} : { registration_endpoint: registration }),
  });
}

function united(list: unknown, more: readonly string[]): string[] {
  return [...new Set([...(Array.isArray(list) ? list.map(String) : []), ...more])];
}
