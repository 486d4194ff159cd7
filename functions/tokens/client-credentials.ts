import { TokenKind } from '../../schemas/platform-tokens.ts';
import { OFFLINE_ACCESS } from '../../schemas/scopes.ts';
import { scopesForAudit } from '../platform/audit/known-scopes.ts';
import { startFamily } from '../platform/platform-tokens/refresh-families.ts';
import { audienceOf, reachOf } from './audience.ts';
import { authenticateClient } from './client-authentication.ts';
import { OAuthError, refusedAs } from './oauth-error.ts';
import { auditedAs } from './request-audit.ts';
import { grantedScopes, tokenScopes } from './scopes.ts';
import { type TokenAnswer, tokenAnswer } from './token-answer.ts';
import type { TokenRequest } from './token-request.ts';

/**
 * `grant_type=client_credentials` (RFC 6749, 4.4): an API key becomes a token with what the key may do, or less of it.
 * The token ends with the key at the latest. `scope=… offline_access` brings a refresh token too, for a process that is
 * not to hold the key; `kind=subscription` a token for a year, for clients that can keep nothing but one text.
 */
export async function clientCredentials({
  services,
  authorization,
  parameters,
  audit,
}: TokenRequest): Promise<TokenAnswer> {
  const { identity, signer, publicUrl, now } = services;
  const key = await authenticateClient(services, authorization, parameters);
  if (!key)
    throw new OAuthError('invalid_client', 'Authenticate the client: by Basic, or client_id and client_secret.');
  const { principal, id: clientId, expiresAt } = key;
  const who = auditedAs(principal, clientId);
  return refusedAs(who, async () => {
    const kind = kindOf(parameters.kind);
    const granted = grantedScopes(parameters.scope, principal);
    const audience = audienceOf(parameters.resource, services, principal);
    const scopes = tokenScopes(granted);
    const refreshable = granted.includes(OFFLINE_ACCESS);
    if (refreshable && kind === 'subscription') {
      throw new OAuthError('invalid_request', 'A subscription token is not refreshed: leave out offline_access.');
    }
    const facts = {
      grant: 'client_credentials',
      kind,
      scope: scopesForAudit(granted, services.knownScopes).join(' '),
      resource: reachOf(audience, publicUrl),
    };
    await audit.intent(who, facts);
    const refresh = refreshable
      ? await startFamily(identity, { principal, clientId, scopes, audience }, now())
      : undefined;
    const signed = await signer.sign({
      principal,
      clientId,
      scopes,
      audience,
      kind,
      session: refresh?.family,
      notAfter: expiresAt,
    });
    await audit.done(who, { ...facts, token: signed.jti });
    return tokenAnswer(signed, granted, refresh?.text);
  });
}

function kindOf(kind = 'access'): TokenKind {
  const known = TokenKind.safeParse(kind);
  if (known.success) return known.data;
  throw new OAuthError('invalid_request', `kind has to be ${TokenKind.options.join(' or ')}.`);
}
