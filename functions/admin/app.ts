import { Router } from '@aws-lambda-powertools/event-handler/http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Principal } from '../../schemas/invocation.ts';
import { problem } from '../core/errors/problem.ts';
import { logger } from '../core/logging/logger.ts';
import type { StateTable } from '../core/state-table/state-table.ts';
import type { AuditTrail } from '../platform/audit/audit-trail.ts';
import type { KnownScopes } from '../platform/audit/known-scopes.ts';
import { requireAdminScope, requireApprovalsScope } from '../platform/identity/administrator.ts';
import { principalFrom } from '../platform/identity/authorizer-context.ts';
import type { IdentityTable } from '../platform/identity/revocations.ts';
import type { RegistryTable } from '../platform/registry/catalogue-repository.ts';
import { createKey, listKeys, revokeKey } from './api-keys.ts';
import { decide, list } from './approvals.ts';

export interface AdminServices {
  readonly state: StateTable;
  readonly identity: IdentityTable;
  /** Holds the plans, which cap how many keys an owner may have. */
  readonly registry: RegistryTable;
  readonly audit: AuditTrail;
  /** Scopes whose names audit keeps in clear. */
  readonly knownScopes: KnownScopes;
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

interface Route {
  readonly operation: Operation;
  /** Throws E1004 if the credential lacks the scope for this route. */
  readonly scopeFor: (principal: Principal) => void;
  /** HTTP status of the answer; default 200. */
  readonly status?: number;
}

/** The routes of the administrators' API. Errors are problem details (RFC 9457). */
export function adminApp(services: AdminServices): Router {
  const app = new Router({ logger, prefix: '/api/v1/admin' });
  const serve =
    ({ operation, scopeFor, status = 200 }: Route) =>
    async ({ req, event, params }: { req: Request; event: unknown; params: Record<string, string> }) => {
      const { requestContext, body } = event as APIGatewayProxyEvent;
      const correlationId = requestContext.requestId;
      try {
        const principal = principalFrom(requestContext.authorizer);
        scopeFor(principal);
        const result = await operation(services, {
          principal,
          correlationId,
          sourceIp: requestContext.identity.sourceIp,
          params,
          query: new URL(req.url).searchParams,
          body: body ?? '',
        });
        // An answer may hold a new key.
        return Response.json(result, { status, headers: { 'cache-control': 'no-store' } });
      } catch (thrown) {
        return problem(thrown, { correlationId, showTrace: services.showTraces });
      }
    };
  const approvals = requireApprovalsScope;
  const administration = requireAdminScope;
  app.get('/approvals', serve({ operation: list, scopeFor: approvals }));
  app.post('/approvals/:id/decision', serve({ operation: decide, scopeFor: approvals }));
  app.get('/keys', serve({ operation: listKeys, scopeFor: administration }));
  app.post('/keys', serve({ operation: createKey, scopeFor: administration, status: 201 }));
  app.post('/keys/:id/revocation', serve({ operation: revokeKey, scopeFor: administration }));
  return app;
}
