import { Router } from '@aws-lambda-powertools/event-handler/http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Principal } from '../../schemas/invocation.ts';
import type { AuditTrail } from '../runtime/audit/audit-trail.ts';
import type { StateTable } from '../runtime/claims/claim-repository.ts';
import { principalFrom } from '../runtime/identity/authorizer-context.ts';
import { logger } from '../runtime/logging/logger.ts';
import { decide, list } from './approvals.ts';
import { problem } from './problem.ts';

export interface AdminServices {
  readonly state: StateTable;
  readonly audit: AuditTrail;
  readonly showTraces: boolean;
}

/** One request of an administrator. */
export interface AdminRequest {
  readonly principal: Principal;
  readonly correlationId: string;
  readonly sourceIp: string;
  readonly params: Record<string, string>;
  readonly query: URLSearchParams;
  readonly body: string;
}

type Operation = (services: AdminServices, request: AdminRequest) => Promise<unknown>;

/** The routes of the administrators' API. Errors are problem details (RFC 9457). */
export function adminApp(services: AdminServices): Router {
  const app = new Router({ logger, prefix: '/api/v1/admin' });
  const serve =
    (operation: Operation) =>
    async ({ req, event, params }: { req: Request; event: unknown; params: Record<string, string> }) => {
      const { requestContext, body } = event as APIGatewayProxyEvent;
      const correlationId = requestContext.requestId;
      try {
        const result = await operation(services, {
          principal: principalFrom(requestContext.authorizer),
          correlationId,
          sourceIp: requestContext.identity.sourceIp,
          params,
          query: new URL(req.url).searchParams,
          body: body ?? '',
        });
        return Response.json(result);
      } catch (thrown) {
        return problem(thrown, { correlationId, showTrace: services.showTraces });
      }
    };
  app.get('/approvals', serve(list));
  app.post('/approvals/:id/decision', serve(decide));
  return app;
}
