import { Router } from '@aws-lambda-powertools/event-handler/http';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { routableEvent } from '../core/gateway/routable-event.ts';
import { logger } from '../core/logging/logger.ts';
import type { Endpoint } from '../platform/registry/view.ts';
import type { FrontRequest } from './front-request.ts';
import { health, readiness } from './http/health.ts';
import { type GatewayEvent, type GatewayRequest, serveMcp } from './http/mcp-endpoint.ts';
import { type AllowedPlaces, preflight, withCors } from './http/origins.ts';
import { rootPage } from './http/root-page.ts';
import { serverFor } from './mcp/server.ts';
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

/** The routes of front. `GET` and `DELETE` on the MCP paths are answered by the gateway (405). */
export function frontApp(services: Services, allowed: AllowedPlaces): Router {
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
  const streams = subscriptions(services.state, { stagePlaces: services.subscriptionStreams });
  const parts = { services, allowed, mcp, subscriptions: streams };
  const serve = (endpoint: (params: Record<string, string>) => Endpoint) => async (route: Route) => {
    const { req, context, params } = route;
    const request = { req, context, event: route.event as GatewayEvent, endpoint: endpoint(params) };
    return withCors(await serveMcp(parts, request), req, allowed.origins);
  };

  const app = new GatewayRouter({ logger });
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
  serveMetadata(app, services.oauth, allowed.origins);
  for (const path of ['/mcp', '/mcp/public', '/mcp/b/:bundle'] as const) {
    app.options(path, ({ req }) => preflight(req, allowed.origins));
  }
  return app;
}
