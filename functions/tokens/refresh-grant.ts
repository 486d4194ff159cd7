import type { RefreshFamily } from '../../schemas/platform-tokens.ts';
import { logger } from '../core/logging/logger.ts';
import { type Holder, missingScopes } from '../core/principal/scopes.ts';
import { findActiveKey } from '../platform/api-keys/api-key-repository.ts';
import { scopesForAudit } from '../platform/audit/known-scopes.ts';
import { refreshTokenState, revokeFamily, rotateToken } from '../platform/platform-tokens/refresh-families.ts';
import { readRefreshToken } from '../platform/platform-tokens/refresh-token.ts';
import { type Addresses, currentResource, reachOf } from './audience.ts';
import { authenticateClient, requireSameClient } from './client-authentication.ts';
import { OAuthError, refusedAs } from './oauth-error.ts';
import { auditedAs } from './request-audit.ts';
import { grantedScopes } from './scopes.ts';
import type { TokenServices } from './services.ts';
import { type TokenAnswer, tokenAnswer } from './token-answer.ts';
import type { TokenRequest } from './token-request.ts';

const REFUSAL = 'The refresh token is not valid, or was used before. Request a new grant.';

/**
 * `grant_type=refresh_token` (RFC 6749, 6): a refresh token becomes an access token and the next refresh token.
 *
 * A second use of a token ends its whole family, and so do two uses at the same time: the thief and the owner of a
 * token cannot be distinguished (RFC 9700, section 4.14.2), so there is no grace for a retry either. The client need
 * not authenticate, since the grant is for processes without the key; if it does, it has to be the right one.
 */
export async function refreshGrant({ services, authorization, parameters, audit }: TokenRequest): Promise<TokenAnswer> {
  const { identity, signer, now } = services;
  const client = await authenticateClient(services, authorization, parameters);
  const token = readRefreshToken(parameters.refresh_token ?? '');
  if (!token) throw refusal('no refresh token');
  const found = await refreshTokenState(identity, token, now());
  if (found.state === 'unknown') throw refusal('unknown or ended refresh token');
  const { family } = found;
  const who = auditedAs(family.principal, family.clientId);
  return refusedAs(who, async () => {
    if (found.state === 'revoked') throw refusal('family revoked before');
    if (found.state === 'reused') return endFamily(services, family, 'refresh token reused');
    requireSameClient(family.clientId, client, parameters);
    const key = await findActiveKey(identity, family.clientId, now());
    if (!key) return endFamily(services, family, 'key revoked or expired');
    const audience = currentAudience(parameters.resource, family, services);
    const scopes = grantedScopes(parameters.scope, { ...key.principal, scopes: scopesLeft(family, key.principal) });
    const facts = {
      grant: 'refresh_token',
      scope: scopesForAudit(scopes, services.knownScopes).join(' '),
      resource: reachOf(audience, services.publicUrl),
    };
    await audit.intent(who, facts);
    // Signed before the old token is used, so that a failure to sign does not cost the client its token.
    const signed = await signer.sign({
      principal: key.principal,
      clientId: family.clientId,
      scopes,
      audience,
      kind: 'access',
      session: family.family,
      notAfter: key.expiresAt,
    });
    const next = await rotateToken(identity, token, family);
    if (!next) return endFamily(services, family, 'refresh token used twice at once');
    await audit.done(who, { ...facts, token: signed.jti });
    return tokenAnswer(signed, scopes, next.text);
  });
}

async function endFamily({ identity, now }: TokenServices, family: RefreshFamily, reason: string): Promise<never> {
  await revokeFamily(identity, family, { reason, nowSeconds: now() });
  logger.warn('refresh tokens revoked', { family: family.family, client: family.clientId, reason });
  throw refusal(reason);
}

/** The granted scopes that the key still has. */
function scopesLeft(family: RefreshFamily, held: Holder): string[] {
  return family.scopes.filter((scope) => missingScopes([scope], held).length === 0);
}

/** The audience of the grant by the URL that the API has now. A client may still name it by the former URL. */
function currentAudience(resource: string | undefined, family: RefreshFamily, addresses: Addresses): string {
  const audience = currentResource(family.audience, addresses);
  if (!audience.startsWith(`${addresses.publicUrl}/`)) throw refusal('grant for a former URL that is over');
  if (resource === undefined || currentResource(resource, addresses) === audience) return audience;
  throw new OAuthError('invalid_target', 'The grant is for another resource.');
}

function refusal(reason: string): OAuthError {
  return new OAuthError('invalid_grant', REFUSAL, { reason });
}
