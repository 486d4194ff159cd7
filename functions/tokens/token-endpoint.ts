import type { APIGatewayProxyEvent } from 'aws-lambda';
import { toManifoldError } from '../core/errors/manifold-error.ts';
import { logger } from '../core/logging/logger.ts';
import { NO_STORE, OAuthError, oauthErrorResponse } from './oauth-error.ts';
import { type RequestFacts, requestAudit } from './request-audit.ts';
import { parametersOf } from './request-parameters.ts';
import type { TokenServices } from './services.ts';
import type { TokenRequest } from './token-request.ts';

type Incoming = { req: Request; event: APIGatewayProxyEvent };

/** A grant or a kind of token as the trail may name it: what a client made up is not repeated there. */
const KNOWN_TARGETS = ['client_credentials', 'refresh_token', 'access_token'];

/**
 * Reads a request, has it answered, and turns what is thrown into OAuth's errors. A grant that the audit trail does not
 * take is answered with an error, and no token leaves.
 */
export async function answerTokenRequest(
  services: TokenServices,
  operation: Extract<RequestFacts['operation'], 'auth/token' | 'auth/revoke'>,
  { req, event }: Incoming,
  answer: (request: TokenRequest) => Promise<Response>,
): Promise<Response> {
  const { requestId: correlationId, identity } = event.requestContext;
  const audited = (target = 'unknown') =>
    requestAudit(services, {
      operation,
      target: KNOWN_TARGETS.includes(target) ? target : 'unknown',
      correlationId,
      sourceIp: identity.sourceIp,
    });
  let audit = audited();
  try {
    const parameters = parametersOf(req.headers.get('content-type') ?? '', event.body ?? '');
    audit = audited(operation === 'auth/token' ? parameters.grant_type : parameters.token_type_hint);
    return await answer({ services, authorization: req.headers.get('authorization'), parameters, audit });
  } catch (error) {
    return refusalOf(error, { audit, correlationId });
  }
}

async function refusalOf(
  error: unknown,
  { audit, correlationId }: Pick<TokenRequest, 'audit'> & { correlationId: string },
): Promise<Response> {
  if (!(error instanceof OAuthError)) return unavailable(error, correlationId);
  logger.warn('token request refused', { error: error.code, reason: error.reason, correlationId });
  await audit.refused(error);
  return oauthErrorResponse(error);
}

/** RFC 6749 has no error for this at the token endpoint; clients know the names of its authorization endpoint. */
function unavailable(thrown: unknown, correlationId: string): Response {
  const error = toManifoldError(thrown);
  logger.error('token request failed', { error: thrown instanceof Error ? thrown : String(thrown), correlationId });
  const body = error.retryable
    ? { error: 'temporarily_unavailable', error_description: 'Tokens cannot be handled now. Retry in a moment.' }
    : { error: 'server_error', error_description: `Quote ${correlationId} to the operators.` };
  return Response.json(body, { status: error.retryable ? 503 : 500, headers: NO_STORE });
}
