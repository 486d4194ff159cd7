import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { ENV } from '../../schemas/environment.ts';
import { documentClient } from '../runtime/aws/document-client.ts';
import { requireEnv } from '../runtime/environment.ts';
import { logger } from '../runtime/logging/logger.ts';
import { authorizeRequest } from './authorize-request.ts';

const identity = { client: documentClient, table: requireEnv(ENV.IDENTITY_TABLE) };

/**
 * Request authorizer of the API. Answers an IAM policy with the principal as its context; API Gateway keeps it for at
 * most 60 s, so a revoked key stops working within that time. Who is not known gets `Unauthorized`, which the gateway
 * turns into 401 with the metadata URL.
 */
export const handler = async (event: APIGatewayRequestAuthorizerEvent) => {
  const answer = await authorizeRequest(event, identity);
  if ('refused' in answer) {
    logger.warn('authentication refused', { reason: answer.refused });
    throw new Error('Unauthorized');
  }
  return answer;
};
