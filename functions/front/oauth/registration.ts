import * as z from 'zod';
import type { RegisteredClient } from '../../../schemas/issuer.ts';

const MAX_BYTES = 16 * 1024;

const ClientMetadata = z.looseObject({
  redirect_uris: z.array(z.string().max(2048)).min(1).max(20),
  client_name: z.string().max(256).optional(),
});

/**
 * Registration (RFC 7591) for an issuer that does not offer it. It creates nothing: a client that asks for redirect URIs
 * of the issuer's public client gets the id of that client, which is not secret; the error for any other URI lists them.
 */
export function registerClient(registeredClient: RegisteredClient, body: string): Response {
  const metadata = parse(body);
  if (!metadata)
    return refusal('invalid_client_metadata', 'Send a JSON object with `redirect_uris`, a list of 1 to 20.');
  const { redirect_uris: asked, client_name: name } = metadata;
  const foreign = asked.find((uri) => !isRegistered(uri, registeredClient));
  if (foreign !== undefined) {
    return refusal(
      'invalid_redirect_uri',
      `No client is registered for "${foreign}". Registered redirect URIs: ${registeredClient.redirectUris.join(', ')}.`,
    );
  }
  return Response.json(
    {
      client_id: registeredClient.clientId,
      redirect_uris: asked,
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      ...(name === undefined ? {} : { client_name: name }),
    },
    { status: 201, headers: { 'cache-control': 'no-store' } },
  );
}

function parse(body: string): z.infer<typeof ClientMetadata> | undefined {
  if (Buffer.byteLength(body) > MAX_BYTES) return undefined;
  try {
    return ClientMetadata.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}

/** Whether a URI equals a registered one. A registered port of `*` matches any, on a loopback address alone (RFC 8252, 7.3). */
function isRegistered(uri: string, { redirectUris }: RegisteredClient): boolean {
  return redirectUris.some((registered) => {
    if (registered === uri) return true;
    const [, before, after] = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)):\*(\/.*)$/.exec(registered) ?? [];
    if (before === undefined || after === undefined || !uri.startsWith(`${before}:`)) return false;
    const [port, ...path] = uri.slice(before.length + 1).split('/');
    return /^\d{1,5}$/.test(port ?? '') && `/${path.join('/')}` === after;
  });
}

function refusal(error: string, description: string): Response {
  return Response.json({ error, error_description: description }, { status: 400 });
}
