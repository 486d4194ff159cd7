import type { ApiKeyRecord } from '../../schemas/identity-records.ts';
import { findPresentedKey } from '../platform/api-keys/api-key-repository.ts';
import { apiKeyId } from '../platform/identity/api-key.ts';
import { OAuthError } from './oauth-error.ts';
import type { Parameters } from './request-parameters.ts';
import type { TokenServices } from './services.ts';

const REFUSAL = 'The client is not known, or its secret is wrong: send the id of an API key and the whole key.';

/**
 * Authenticates the client: its id is that of an API key, and its secret is the key (RFC 6749, section 2.3.1).
 * @returns undefined if the request has no client authentication
 * @throws {OAuthError} invalid_client if it fails, invalid_request if the request uses two ways of authentication
 */
export async function authenticateClient(
  { identity, now }: TokenServices,
  authorization: string | null,
  parameters: Parameters,
): Promise<ApiKeyRecord | undefined> {
  const credentials = credentialsOf(authorization, parameters);
  if (!credentials) return undefined;
  const { id, secret } = credentials;
  const record = apiKeyId(secret) === id ? await findPresentedKey(identity, { id, key: secret }, now()) : undefined;
  if (!record) throw new OAuthError('invalid_client', REFUSAL, { reason: 'unknown, revoked or expired key' });
  return record;
}

/**
 * Checks that the client, if it identifies itself, is the one to which the token was issued.
 * @throws {OAuthError} invalid_grant
 */
export function requireSameClient(
  issuedTo: string,
  client: ApiKeyRecord | undefined,
  { client_id: named }: Parameters,
): void {
  if ([client?.id, named].every((id) => id === undefined || id === issuedTo)) return;
  throw new OAuthError('invalid_grant', 'The token was issued to another client.');
}

function credentialsOf(
  authorization: string | null,
  { client_id: id, client_secret: secret }: Parameters,
): { id: string; secret: string } | undefined {
  const basic = authorization === null ? undefined : basicCredentials(authorization);
  if (basic && (secret !== undefined || (id !== undefined && id !== basic.id))) {
    throw new OAuthError('invalid_request', 'Authenticate the client in one way: Basic or parameters.');
  }
  if (basic || secret === undefined) return basic;
  if (id === undefined) throw new OAuthError('invalid_client', REFUSAL, { reason: 'secret without an id' });
  return { id, secret };
}

/** Id and secret of HTTP Basic; both are form-encoded first (RFC 6749, 2.3.1). */
function basicCredentials(authorization: string): { id: string; secret: string } {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  const [, id, secret] = /^([^:]*):(.*)$/.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
  if (id === undefined || secret === undefined) {
    throw new OAuthError('invalid_client', REFUSAL, { reason: 'authorization header not understood' });
  }
  const fields = new URLSearchParams(`id=${id}&secret=${secret}`);
  return { id: fields.get('id') ?? '', secret: fields.get('secret') ?? '' };
}
