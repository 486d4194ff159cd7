import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import * as z from 'zod';
import { ENV } from '../../schemas/environment.ts';
import { Issuer } from '../../schemas/issuer.ts';
import { documentClient } from '../runtime/aws/document-client.ts';
import { requireEnv } from '../runtime/environment.ts';
import { tokenVerifier } from '../runtime/identity/verify-token.ts';
import { logger } from '../runtime/logging/logger.ts';
import { authorizeRequest } from './authorize-request.ts';

const identity = {
  client: documentClient,
  table: requireEnv(ENV.IDENTITY_TABLE),
  verifyToken: tokenVerifier(z.array(Issuer).parse(JSON.parse(requireEnv(ENV.ISSUERS)))),
};

/**
 * Request authorizer of the API. Answers an IAM policy with the principal as its context; API Gateway keeps it for at
 * most 60 s, so a revoked key or token stops working within that time. Who is not known gets `Unauthorized`, which the
 * gateway turns into 401 with the metadata URL.
 */
export const handler = async (event: APIGatewayRequestAuthorizerEvent) => {
  const answer = await authorizeRequest(event, identity);
  if ('refused' in answer) {
    logger.warn('authentication refused', { reason: answer.refused });
    throw new Error('Unauthorized');
  }
  return answer;
};
