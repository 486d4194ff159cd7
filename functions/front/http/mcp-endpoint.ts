import type { McpHttpHandler } from '@modelcontextprotocol/server';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import type { Principal } from '../../../schemas/invocation.ts';
import { toManifoldError } from '../../core/errors/manifold-error.ts';
import { checkHeaders } from '../../platform/input/headers.ts';
import { inAssignedTier } from '../../platform/limits/plans.ts';
import { type Endpoint, viewOf } from '../../platform/registry/view.ts';
import type { FrontRequest } from '../front-request.ts';
import { recordCancellation } from '../mcp/cancellation.ts';
import type { OAuthSettings } from '../oauth/metadata.ts';
import { policyContext } from '../policy/policy-context.ts';
import { visibleView } from '../policy/visible-view.ts';
import type { Services } from '../services.ts';
import type { Subscriptions } from '../subscriptions/subscriptions.ts';
import { refuseTaskSubscription } from '../tasks/task-subscriptions.ts';
import { serveBatch } from './batch.ts';
import { parseBody } from './body.ts';
import { principalOf } from './caller.ts';
import { type AllowedPlaces, checkHostAndOrigin } from './host-origin.ts';
import { parseError, thrownAsResponse } from './json-rpc-errors.ts';
import { withKeepAlive } from './keep-alive.ts';
import { refuseParameterHeaders } from './parameter-headers.ts';
import { chargeMessage, requestLimit } from './rate-limit.ts';
import { recordMessage } from './record-message.ts';
import { scopeChallenge } from './scope-challenge.ts';

export interface EndpointParts {
  services: Services;
  allowed: AllowedPlaces;
  oauth: OAuthSettings;
  mcp: McpHttpHandler;
  subscriptions: Subscriptions;
}

export interface HttpExchange {
  req: Request;
  event: APIGatewayProxyEvent;
  context: Context;
  endpoint: Endpoint;
}

/**
 * `POST` of one message, or of a batch, to an MCP endpoint. Checks what comes before the protocol (headers, host,
 * origin, size, JSON), says who calls and what the endpoint shows, and leaves the protocol itself to the SDK's handler.
 */
export async function serveMcp(parts: EndpointParts, exchange: HttpExchange): Promise<Response> {
  const { req, event } = exchange;
  let checked = 'headers';
  try {
    checkHeaders(event.multiValueHeaders ?? {});
    checked = 'host and origin';
    checkHostAndOrigin(req.headers, event.requestContext.domainName ?? '', parts.allowed);
    checked = 'body';
    const { value, bytes } = parseBody(textOf(event));
    checked = 'message';
    const serve = (message: unknown) =>
      recordMessage(exchange, message, () => serveMessage(parts, exchange, message, bytes));
    return Array.isArray(value) ? await serveBatch(value, req.headers, serve) : await serve(value);
  } catch (thrown) {
    if (checked !== 'message') await recordRefused(parts, exchange, { checked, thrown });
    if (thrown instanceof SyntaxError) return parseError();
    return failure(thrown, parts, event);
  }
}

/** A request that is no message yet leaves an event, one a minute for each kind and principal (audit/refusals.ts). */
async function recordRefused(
  { services }: EndpointParts,
  { event, endpoint }: HttpExchange,
  { checked, thrown }: { checked: string; thrown: unknown },
): Promise<void> {
  await services.refused({
    operation: 'request/refused',
    target: checked,
    errorCode: thrown instanceof SyntaxError ? 'E2001' : toManifoldError(thrown).code,
    correlationId: event.requestContext.requestId,
    sourceIp: event.requestContext.identity.sourceIp,
    principal: whoever(event, endpoint),
  });
}

/** Who sent a request that is refused anyway. */
function whoever(event: APIGatewayProxyEvent, endpoint: Endpoint): Principal | undefined {
  try {
    return principalOf(event, endpoint);
  } catch {
    return undefined;
  }
}

/** One message: who sends it, what it gets to see, and the SDK's answer to it. */
async function serveMessage(
  parts: EndpointParts,
  { req, event, context, endpoint }: HttpExchange,
  value: unknown,
  requestBytes: number,
): Promise<Response> {
  const { services, oauth, mcp, subscriptions } = parts;
  const message = value as Record<string, unknown> | undefined;
  try {
    const caller = principalOf(event, endpoint);
    const catalogue = await services.catalogue();
    const principal = inAssignedTier(catalogue.plans, caller);
    const engine = await services.policies(principal.tenant, catalogue.epochs);
    const sourceIp = event.requestContext.identity.sourceIp;
    const admitted: Omit<FrontRequest, 'charge'> = {
      endpoint,
      principal,
      sourceIp,
      userAgent: req.headers.get('user-agent') ?? '',
      correlationId: event.requestContext.requestId,
      functionDeadline: Date.now() + context.getRemainingTimeInMillis(),
      requestBytes,
      idempotencyKeyHeader: req.headers.get('idempotency-key') ?? undefined,
      engine,
      catalogue,
      view: await visibleView({
        catalogue,
        view: viewOf(catalogue, endpoint),
        engine,
        principal,
        context: policyContext({ endpoint, principal, sourceIp }),
        deniedAs: services.deniedAs,
      }),
    };
    if (message?.method === 'notifications/cancelled') await recordCancellation(services.state, admitted, message);
    const request: FrontRequest = { ...admitted, charge: await chargeMessage(message, admitted, services) };
    const limited = await requestLimit(message, request, services);
    if (limited) return limited;
    const challenge = await scopeChallenge(message, request, services, oauth);
    if (challenge) return challenge;
    const authInfo = {
      token: '',
      clientId: principal.id,
      scopes: principal.scopes,
      extra: { request, subject: subjectOf(message) },
    };
    if (message?.method === 'subscriptions/listen') {
      const undeclared = refuseTaskSubscription(message);
      if (undeclared) return undeclared;
      const open = (limited: Request) => mcp.fetch(limited, { authInfo, parsedBody: message });
      return await subscriptions.serve(request, { req, id: message.id, open });
    }
    const refusal = refuseParameterHeaders(req.headers, message, request.view);
    if (refusal) return refusal;
    return await withKeepAlive(mcp.fetch(req, { authInfo, parsedBody: message }));
  } catch (thrown) {
    return failure(thrown, parts, event, message?.id);
  }
}

function failure(
  thrown: unknown,
  { services }: EndpointParts,
  { requestContext }: APIGatewayProxyEvent,
  id?: unknown,
): Response {
  return thrownAsResponse(thrown, { correlationId: requestContext.requestId, showTrace: services.showTraces }, id);
}

/** The tool, prompt or resource that a message is about. */
function subjectOf(message: Record<string, unknown> | undefined): unknown {
  const { name, uri } = Object(message?.params) as { name?: unknown; uri?: unknown };
  return name ?? uri ?? null;
}

function textOf({ body, isBase64Encoded }: APIGatewayProxyEvent): string {
  return isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString() : (body ?? '');
}
