import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import * as z from 'zod';
import { ENV } from '../../schemas/environment.ts';
import { Issuer } from '../../schemas/issuer.ts';
import { documentClient } from '../core/aws/document-client.ts';
import { requireEnv } from '../core/environment.ts';
import { logger } from '../core/logging/logger.ts';
import { count } from '../core/logging/metrics.ts';
import { Recording, recordFailureCode } from '../core/tracing/recording.ts';
import { auditTrail } from '../platform/audit/audit-trail.ts';
import { refusalRecorder } from '../platform/audit/refusals.ts';
import { tokenVerifier } from '../platform/identity/verify-token.ts';
import { deny } from './allow.ts';
import { authorizeRequest } from './authorize-request.ts';
import { bearerOf } from './bearer.ts';
import { reasonForAudit } from './reason-for-audit.ts';

const identity = {
  client: documentClient,
  table: requireEnv(ENV.IDENTITY_TABLE),
  verifyToken: tokenVerifier(z.array(Issuer).parse(JSON.parse(requireEnv(ENV.ISSUERS)))),
};

const recordRefusal = refusalRecorder(auditTrail({ client: documentClient, table: requireEnv(ENV.AUDIT_TABLE) }));

/**
 * Request authorizer of the API. Answers an IAM policy with the principal as its context; API Gateway keeps it for at
 * most 60 s, so a revoked key or token stops working within that time. An unknown or invalid credential is denied, and a
 * request without one gets `Unauthorized`: the gateway answers 401 to both, with the metadata URL, and with
 * `error="invalid_token"` to the first alone (RFC 6750, 3.1).
 */
export const handler = (event: APIGatewayRequestAuthorizerEvent) => {
  const recording = new Recording({ name: 'authorize', correlationId: event.requestContext.requestId });
  return recording.run(() => authorize(event)).finally(() => recording.end());
};

async function authorize(event: APIGatewayRequestAuthorizerEvent) {
  const answer = await authorizeRequest(event, identity).catch((thrown: unknown) => {
    recordFailureCode('E5001');
    throw thrown;
  });
  if ('refused' in answer) {
    logger.warn('authentication refused', { reason: answer.refused });
    count('AuthenticationRefused');
    await recordRefusal({
      operation: 'auth/refused',
      target: reasonForAudit(answer.refused),
      errorCode: 'E1002',
      correlationId: event.requestContext.requestId,
      sourceIp: event.requestContext.identity.sourceIp,
    });
    if (bearerOf(event) !== undefined) return deny(event.methodArn);
    throw new Error('Unauthorized');
  }
  return answer;
}
