import { Router } from '@aws-lambda-powertools/event-handler/http';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { compression } from '../core/gateway/compression.ts';
import { crossOrigin, preflight } from '../core/gateway/cross-origin.ts';
import { routableEvent } from '../core/gateway/routable-event.ts';
import { logger } from '../core/logging/logger.ts';
import type { Endpoint } from '../platform/registry/view.ts';
import type { FrontRequest } from './front-request.ts';
import { health, readiness } from './http/health.ts';
import { type GatewayEvent, type GatewayRequest, serveMcp } from './http/mcp-endpoint.ts';
import type { AllowedPlaces } from './http/origins.ts';
import { rootPage } from './http/root-page.ts';
import { methodNotAllowed, nothingHere } from './http/unserved.ts';
import { serverFor, serverInfoOf } from './mcp/server.ts';
import type { MethodName } from './methods.ts';
import { serveMetadata } from './oauth/routes.ts';
import type { Services } from './services.ts';
import { registryBus } from './subscriptions/registry-bus.ts';
import { subscriptions } from './subscriptions/subscriptions.ts';

type Route = Omit<GatewayRequest, 'endpoint' | 'event'> & { event: unknown; params: Record<string, string> };

/** A router that takes the gateway's events, with paths that no URL parser changes. */
class GatewayRouter extends Router {
  override resolveStream(...[event, ...rest]: Parameters<Router['resolveStream']>): Promise<void> {
    return super.resolveStream(routableEvent(event), ...rest);
  }
}

const MCP_PATHS = ['/mcp', '/mcp/public', '/mcp/b/:bundle'] as const;

/** The routes of front. */
export function frontApp(services: Services, allowed: AllowedPlaces): Router {
  const { oauth } = services;
  const mcp = createMcpHandler(
    ({ era, authInfo }) => {
      const { request, method } = Object(authInfo?.extra) as { request: FrontRequest; method?: MethodName };
      return serverFor(era, request, services, method);
    },
    {
      bus: registryBus(services.epochs),
      keepAliveMs: 10_000,
      onerror: (error) => logger.debug('request refused', { reason: error.message }),
    },
  );
  const streams = subscriptions(services.state, {
    stagePlaces: services.subscriptionStreams,
    serverInfo: serverInfoOf(services),
  });
  const parts = { services, allowed, mcp, subscriptions: streams };
  const serve = (endpoint: (params: Record<string, string>) => Endpoint) => async (route: Route) => {
    const { req, context, params } = route;
    return serveMcp(parts, { req, context, event: route.event as GatewayEvent, endpoint: endpoint(params) });
  };

  const app = new GatewayRouter({ logger });
  app.use(crossOrigin(allowed.origins));
  app.use(compression);
  app.post(
    '/mcp',
    serve(() => ({ kind: 'all' })),
  );
  app.post(
    '/mcp/public',
    serve(() => ({ kind: 'public' })),
  );
  app.post(
    '/mcp/b/:bundle',
    serve(({ bundle = '' }) => ({ kind: 'bundle', name: bundle })),
  );
  app.get('/', ({ req, event }) => rootPage(req, services.oauth, (event as GatewayEvent).requestContext.requestId));
  app.get('/health', () => health(services));
  app.get('/ready', () => readiness(services));
  serveMetadata(app, oauth, (issuer) => services.readIssuer(issuer));
  app.options(/^\/.*$/, ({ req }) => preflight(req, allowed.origins));
  for (const path of MCP_PATHS) {
    app.route(async () => methodNotAllowed(), { method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'], path });
  }
  app.notFound(async (_, { event }) => nothingHere(event as GatewayEvent));
  return app;
}
