import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import * as z from 'zod';
import { MAIN_ENDPOINT } from '../../schemas/challenge.ts';
import { ENV } from '../../schemas/environment.ts';
import { Issuer, spelledFor } from '../../schemas/issuer.ts';
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
import { bearerOf, presentsNothing } from './bearer.ts';
import { challengeTo, endpointOf } from './challenge.ts';
import { reasonForAudit } from './reason-for-audit.ts';

const issuers = z.array(Issuer).parse(JSON.parse(requireEnv(ENV.ISSUERS)));
const identity = {
  client: documentClient,
  table: requireEnv(ENV.IDENTITY_TABLE),
  verifyToken: tokenVerifier(issuers),
};
const published = {
  publicUrl: requireEnv(ENV.PUBLIC_URL),
  scope: spelledFor(issuers[0], (process.env[ENV.SCOPES] ?? '').split(' ').filter(Boolean)).join(' '),
};

const recordRefusal = refusalRecorder(auditTrail({ client: documentClient, table: requireEnv(ENV.AUDIT_TABLE) }));

/**
 * Request authorizer of the API. Answers an IAM policy with the principal as its context; API Gateway keeps it for at
 * most 60 s, so a revoked key or token stops working within that time. For the endpoints of bundles it is asked at each
 * request, also without a credential. A refusal is a policy that denies, with a challenge as its context, and the gateway
 * answers 401 with this challenge. It names `error="invalid_token"` if a credential was sent (RFC 6750, 3.1). At the main
 * endpoint a request without a bearer credential gets `Unauthorized`, which the gateway does not keep.
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
    const credential = bearerOf(event) === undefined ? 'none' : 'sent';
    const denial = deny(event.methodArn, challengeTo(event.methodArn, published, credential));
    if (presentsNothing(event)) return denial;
    logger.warn('authentication refused', { reason: answer.refused });
    count('AuthenticationRefused');
    await recordRefusal({
      operation: 'auth/refused',
      target: reasonForAudit(answer.refused),
      errorCode: 'E1002',
      correlationId: event.requestContext.requestId,
      sourceIp: event.requestContext.identity.sourceIp,
    });
    // The gateway would keep a denial under the value of the header, which may be a valid credential that was sent twice.
    if (credential === 'none' && endpointOf(event.methodArn) === MAIN_ENDPOINT) throw new Error('Unauthorized');
    return denial;
  }
  return answer;
}
