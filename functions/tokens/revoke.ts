import type { ApiKeyRecord } from '../../schemas/identity-records.ts';
import { PLATFORM_ISSUER } from '../../schemas/platform-tokens.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../core/clock/clock-tolerance.ts';
import { apiKeyId } from '../platform/identity/api-key.ts';
import { revokeToken } from '../platform/identity/revocations.ts';
import { refreshTokenState, revokeFamily } from '../platform/platform-tokens/refresh-families.ts';
import { type RefreshToken, readRefreshToken } from '../platform/platform-tokens/refresh-token.ts';
import { authenticateClient, requireSameClient } from './client-authentication.ts';
import { OAuthError, refusedAs } from './oauth-error.ts';
import { auditedAs } from './request-audit.ts';
import type { TokenRequest } from './token-request.ts';

/** Why, in the record of the revocation. */
const REASON = 'revoked by its holder';

/**
 * Revocation (RFC 7009). The holder of a token may revoke it; a client that identifies itself may only revoke its own.
 * A refresh token ends with its family and the access tokens of that family. The answer is the same for an unknown or
 * ended token.
 */
export async function revoke(request: TokenRequest): Promise<void> {
  const { services, authorization, parameters } = request;
  const client = await authenticateClient(services, authorization, parameters);
  const { token: text } = parameters;
  if (text === undefined) throw new OAuthError('invalid_request', 'Name the token to revoke: token=…');
  if (apiKeyId(text) !== undefined) {
    throw new OAuthError('unsupported_token_type', 'An API key is revoked by an administrator.');
  }
  const refreshToken = readRefreshToken(text);
  if (refreshToken) await revokeRefreshToken(request, refreshToken, client);
  else await revokeAccessToken(request, text, client);
}

async function revokeRefreshToken(
  { services: { identity, now }, parameters, audit }: TokenRequest,
  token: RefreshToken,
  client: ApiKeyRecord | undefined,
): Promise<void> {
  const found = await refreshTokenState(identity, token, now());
  if (found.state === 'unknown' || found.state === 'revoked') return;
  const { family } = found;
  const who = auditedAs(family.principal, family.clientId);
  await refusedAs(who, async () => {
    requireSameClient(family.clientId, client, parameters);
    await audit.intent(who, { family: family.family });
    await revokeFamily(identity, family, { reason: REASON, nowSeconds: now() });
    await audit.done(who, { family: family.family });
  });
}

async function revokeAccessToken(
  { services: { identity, signer }, parameters, audit }: TokenRequest,
  text: string,
  client: ApiKeyRecord | undefined,
): Promise<void> {
  const claims = await signer.read(text);
  if (!claims) return;
  const { jti, sub, tenant, client_id, exp } = claims;
  const who = { tenant, principal: sub, credential: client_id };
  await refusedAs(who, async () => {
    requireSameClient(client_id, client, parameters);
    await audit.intent(who, { token: jti });
    await revokeToken(identity, {
      issuer: PLATFORM_ISSUER,
      jti,
      until: exp + 2 * CLOCK_TOLERANCE_SECONDS,
      reason: REASON,
    });
    await audit.done(who, { token: jti });
  });
}
