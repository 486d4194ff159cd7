import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Principal } from '../../../schemas/invocation.ts';
import { Tier } from '../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../runtime/errors/manifold-error.ts';
import type { Endpoint } from '../../runtime/registry/view.ts';

/** The context that the authorizer gave; API Gateway hands it on as flat strings. */
const AuthorizerContext = z.object({
  principalId: z.string().min(1),
  tenant: z.string().min(1),
  tier: Tier,
  roles: z.string(),
  scopes: z.string(),
  credential: z.string(),
});

const ANONYMOUS: Principal = {
  id: 'anonymous',
  tenant: 'public',
  tier: 'free',
  roles: [],
  scopes: [],
  credential: 'none',
};

/**
 * Who sent a request. On the public endpoint that is nobody; everywhere else the authorizer has said it.
 * @throws {ManifoldError} E1001 where it has not: a route that forgot its authorizer stays closed
 */
export function principalOf(event: APIGatewayProxyEvent, endpoint: Endpoint): Principal {
  if (endpoint.kind === 'public') return ANONYMOUS;
  const context = AuthorizerContext.safeParse(event.requestContext.authorizer);
  if (!context.success) throw new ManifoldError('E1001', 'The request carries no principal.');
  const { principalId, roles, scopes, ...rest } = context.data;
  return { ...rest, id: principalId, roles: words(roles), scopes: words(scopes) };
}

function words(text: string): string[] {
  return text.split(' ').filter(Boolean);
}
