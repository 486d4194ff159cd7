/**
 * Protected resource metadata (RFC 9728) of the endpoint that a client found. Authorization servers are named here
 * once the stage has issuers; API keys need none.
 */
export function protectedResourceMetadata(req: Request): Response {
  const { protocol, host, pathname } = new URL(req.url);
  const path = pathname.replace('/.well-known/oauth-protected-resource', '') || '/mcp';
  return Response.json({
    resource: `${protocol}//${host}${path}`,
    resource_name: 'Manifold',
    bearer_methods_supported: ['header'],
  });
}
