import { Router } from '@aws-lambda-powertools/event-handler/http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { crossOrigin } from '../core/gateway/cross-origin.ts';
import { logger } from '../core/logging/logger.ts';
import { publicKeySet } from '../platform/platform-tokens/signing-keys.ts';
import { clientCredentials } from './client-credentials.ts';
import { NO_STORE, OAuthError } from './oauth-error.ts';
import { refreshGrant } from './refresh-grant.ts';
import { revoke } from './revoke.ts';
import { rotateKeys } from './rotate-keys.ts';
import type { TokenServices } from './services.ts';
import type { TokenAnswer } from './token-answer.ts';
import { answerTokenRequest } from './token-endpoint.ts';
import type { TokenRequest } from './token-request.ts';

const GRANTS: Readonly<Record<string, (request: TokenRequest) => Promise<TokenAnswer>>> = {
  client_credentials: clientCredentials,
  refresh_token: refreshGrant,
};

/** Shorter than a new key waits before it signs (signing-keys.ts). */
const KEY_SET_SECONDS = 300;

/** The routes of the platform's own authorization server: no sign-in, but tokens for API keys, and their end. */
export function tokensApp(services: TokenServices): Router {
  const app = new Router({ logger });
  app.use(crossOrigin(services.allowedOrigins));
  type Route = { req: Request; event: unknown };

  app.get('/.well-known/jwks.json', async () =>
    Response.json(publicKeySet(await services.keys.current(), services.now()), {
      headers: { 'content-type': 'application/jwk-set+json', 'cache-control': `public, max-age=${KEY_SET_SECONDS}` },
    }),
  );
  app.post('/api/v1/auth/token', ({ req, event }: Route) =>
    answerTokenRequest(services, 'auth/token', { req, event: event as APIGatewayProxyEvent }, async (request) => {
      const grant = grantOf(request.parameters.grant_type);
      return Response.json(await grant(request), { headers: NO_STORE });
    }),
  );
  app.post('/api/v1/auth/revoke', ({ req, event }: Route) =>
    answerTokenRequest(services, 'auth/revoke', { req, event: event as APIGatewayProxyEvent }, async (request) => {
      await revoke(request);
      return Response.json({}, { headers: NO_STORE });
    }),
  );
  app.post('/api/v1/admin/signing-keys/rotation', ({ event }: Route) =>
    rotateKeys(services, event as APIGatewayProxyEvent),
  );
  return app;
}

function grantOf(type: string | undefined) {
  const grant = type !== undefined && Object.hasOwn(GRANTS, type) ? GRANTS[type] : undefined;
  if (grant) return grant;
  const known = Object.keys(GRANTS).join(' or ');
  if (type === undefined) throw new OAuthError('invalid_request', `Name the grant: grant_type=${known}.`);
  throw new OAuthError('unsupported_grant_type', `grant_type has to be ${known}.`);
}
