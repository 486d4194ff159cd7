import type { APIGatewayProxyEvent } from 'aws-lambda';

/**
 * Protected resource metadata (RFC 9728) of the endpoint that a client found. Authorization servers are named here
 * once the stage has issuers; API keys need none.
 */
export function protectedResourceMetadata(req: Request, { requestContext }: APIGatewayProxyEvent): Response {
  const { protocol, host } = new URL(req.url);
  // Under the API's own domain name the path as the client knows it begins with the stage.
  const path = requestContext.path.replace('/.well-known/oauth-protected-resource', '');
  return Response.json({
    resource: `${protocol}//${host}${path.endsWith('/mcp') || path.includes('/mcp/') ? path : `${path}/mcp`}`,
    resource_name: 'Manifold',
    bearer_methods_supported: ['header'],
  });
}
