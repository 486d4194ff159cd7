import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Principal } from '../../../schemas/invocation.ts';
import { principalFrom } from '../../platform/identity/authorizer-context.ts';
import type { Endpoint } from '../../platform/registry/view.ts';

const ANONYMOUS: Principal = {
  id: 'anonymous',
  tenant: 'public',
  tier: 'free',
  roles: [],
  scopes: [],
  credential: 'none',
};

/** Who sent a request. On the public endpoint that is nobody; everywhere else the authorizer has said it. */
export function principalOf(event: APIGatewayProxyEvent, endpoint: Endpoint): Principal {
  return endpoint.kind === 'public' ? ANONYMOUS : principalFrom(event.requestContext.authorizer);
}
