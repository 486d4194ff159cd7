import type { McpHttpHandler } from '@modelcontextprotocol/server';
import type { Context } from 'aws-lambda';
import type { Principal } from '../../../schemas/invocation.ts';
import { CONFIRM_TOOL, READ_TOOL } from '../../../schemas/tool-definition.ts';
import { ManifoldError, toManifoldError } from '../../core/errors/manifold-error.ts';
import { principalFrom } from '../../platform/identity/authorizer-context.ts';
import { checkHeaders } from '../../platform/input/headers.ts';
import { parseJson } from '../../platform/input/parse-json.ts';
import { inAssignedTier } from '../../platform/limits/plans.ts';
import { settle } from '../../platform/limits/settle.ts';
import { type Endpoint, viewOf } from '../../platform/registry/view.ts';
import type { FrontRequest } from '../front-request.ts';
import { chargeMessage, refuseOverLimit } from '../limits/charge.ts';
import { recordCancellation } from '../mcp/cancellation.ts';
import { methodOf } from '../methods.ts';
import { visibleView } from '../policy/policies.ts';
import type { Services } from '../services.ts';
import type { Subscriptions } from '../subscriptions/subscriptions.ts';
import { refuseTaskSubscription } from '../tasks/task-subscriptions.ts';
import { acceptingBoth, asJson, mayStream, withKeepAlive } from './answer-form.ts';
import { serveBatch } from './batch.ts';
import { corrected, parseError, thrownAsResponse } from './json-rpc-errors.ts';
import { refuseMissingScopes, refuseParameterHeaders } from './message-checks.ts';
import { refuseMalformed } from './message-shape.ts';
import { type AllowedPlaces, checkHostAndOrigin } from './origins.ts';
import { recordMessage } from './record-message.ts';

/** Largest body of a request (requirement A20). Larger documents come by presigned upload. */
const MAX_BODY_BYTES = 1024 * 1024;

const ANONYMOUS: Principal = {
  id: 'anonymous',
  tenant: 'public',
  tier: 'free',
  roles: [],
  scopes: [],
  credential: 'none',
};

export interface EndpointParts {
  services: Services;
  allowed: AllowedPlaces;
  mcp: Pick<McpHttpHandler, 'fetch'>;
  subscriptions: Subscriptions;
}

/** What is read of an event of API Gateway (REST API). */
export interface GatewayEvent {
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
  readonly multiValueHeaders: Record<string, string[] | undefined> | null;
  readonly requestContext: {
    readonly requestId: string;
    readonly domainName?: string;
    readonly identity: { readonly sourceIp: string };
    readonly authorizer?: unknown;
  };
}

/** A request to an MCP endpoint, as HTTP has it and as API Gateway handed it over. */
export interface GatewayRequest {
  req: Request;
  event: GatewayEvent;
  context: Pick<Context, 'getRemainingTimeInMillis'>;
  endpoint: Endpoint;
}

/**
 * `POST` of one message, or of a batch, to an MCP endpoint. Checks what comes before the protocol (headers, host,
 * origin, size, JSON, method), finds the caller and what the endpoint shows to it, and leaves the protocol itself to the
 * SDK's handler.
 */
export async function serveMcp(parts: EndpointParts, request: GatewayRequest): Promise<Response> {
  const { req, event } = request;
  let checked = 'headers';
  try {
    checkHeaders(event.multiValueHeaders ?? {});
    checked = 'host and origin';
    checkHostAndOrigin(req.headers, event.requestContext.domainName ?? '', parts.allowed);
    checked = 'body';
    const { value, bytes } = parseBody(textOf(event));
    checked = 'message';
    const serve = (message: unknown) =>
      recordMessage(
        request,
        message,
        async () => refuseMalformed(message, req.headers) ?? (await serveMessage(parts, request, message, bytes)),
      );
    return Array.isArray(value) ? await serveBatch(value, req.headers, serve) : await serve(value);
  } catch (thrown) {
    if (checked !== 'message') await auditRefusedRequest(parts, request, { checked, thrown });
    if (thrown instanceof SyntaxError) return parseError();
    return failure(thrown, parts, event);
  }
}

/** A request that is refused before its message is read leaves one event a minute for each kind and principal. */
async function auditRefusedRequest(
  { services }: EndpointParts,
  { event, endpoint }: GatewayRequest,
  { checked, thrown }: { checked: string; thrown: unknown },
): Promise<void> {
  await services.refused({
    operation: 'request/refused',
    target: checked,
    errorCode: thrown instanceof SyntaxError ? 'E2001' : toManifoldError(thrown).code,
    correlationId: event.requestContext.requestId,
    sourceIp: event.requestContext.identity.sourceIp,
    principal: knownPrincipalOf(event, endpoint),
  });
}

/** The caller of a request that is refused anyway; undefined if the credential is missing or has ended. */
function knownPrincipalOf(event: GatewayEvent, endpoint: Endpoint): Principal | undefined {
  try {
    return principalOf(event, endpoint);
  } catch {
    return undefined;
  }
}

/** One message: finds its caller and what the caller may see, counts and checks it, and lets the SDK answer it. */
async function serveMessage(
  parts: EndpointParts,
  gatewayRequest: GatewayRequest,
  value: unknown,
  requestBytes: number,
): Promise<Response> {
  const { services, mcp, subscriptions } = parts;
  const { req, event } = gatewayRequest;
  const message = value as Record<string, unknown> | undefined;
  const method = methodOf(message);
  try {
    const admitted = await admit(services, gatewayRequest, requestBytes);
    if (message && method === 'notifications/cancelled') await recordCancellation(services.state, admitted, message);
    const request: FrontRequest = { ...admitted, charge: await chargeMessage(message, admitted, services) };
    const refusal =
      (await refuseOverLimit(message, request, services)) ?? (await refuseMissingScopes(message, request, services));
    if (refusal) return await refusedCall(services, request, refusal);
    const authInfo = {
      token: '',
      clientId: request.principal.id,
      scopes: request.principal.scopes,
      extra: { request, method, subject: subjectOf(message) },
    };
    if (message && method === 'subscriptions/listen') {
      const undeclared = refuseTaskSubscription(message);
      if (undeclared) return undeclared;
      const open = (limited: Request) => mcp.fetch(limited, { authInfo, parsedBody: message });
      return await subscriptions.serve(request, { req, id: message.id, open });
    }
    const mismatch = refuseParameterHeaders(req.headers, message, request.view);
    if (mismatch) return await refusedCall(services, request, mismatch);
    const answer = mcp
      .fetch(acceptingBoth(req), { authInfo, parsedBody: message })
      .then((response) => (response.ok ? response : corrected(response)));
    return await (mayStream(req, method) ? withKeepAlive(answer) : answer.then(asJson));
  } catch (thrown) {
    return failure(thrown, parts, event, message?.id);
  }
}

/** A refusal before the protocol. The call in the message, if there is one, is counted as refused. */
async function refusedCall(services: Services, { charge }: FrontRequest, refusal: Response): Promise<Response> {
  await settle(services, charge.taken, 'refused');
  return refusal;
}

/** The request with its caller, and with what the endpoint shows to that caller at this moment. */
async function admit(
  services: Services,
  { req, event, context, endpoint }: GatewayRequest,
  requestBytes: number,
): Promise<Omit<FrontRequest, 'charge'>> {
  const caller = principalOf(event, endpoint);
  const catalogue = await services.catalogue();
  const principal = inAssignedTier(catalogue.plans, caller);
  const known = {
    endpoint,
    principal,
    sourceIp: event.requestContext.identity.sourceIp,
    userAgent: req.headers.get('user-agent') ?? '',
    correlationId: event.requestContext.requestId,
    functionDeadline: Date.now() + context.getRemainingTimeInMillis(),
    requestBytes,
    idempotencyKeyHeader: req.headers.get('idempotency-key') ?? undefined,
    engine: await services.policies(principal.tenant, catalogue.epochs),
    catalogue,
  };
  return { ...known, view: await visibleView(known, viewOf(catalogue, endpoint), services.deniedAs) };
}

/** The caller of a request, as the authorizer found it; on the public endpoint every caller is anonymous. */
function principalOf(event: GatewayEvent, endpoint: Endpoint): Principal {
  return endpoint.kind === 'public' ? ANONYMOUS : principalFrom(event.requestContext.authorizer);
}

function failure(
  thrown: unknown,
  { services }: EndpointParts,
  { requestContext }: GatewayEvent,
  id?: unknown,
): Response {
  return thrownAsResponse(thrown, { correlationId: requestContext.requestId, showTrace: services.showTraces }, id);
}

/**
 * The tool, prompt or resource that a message is about. A tool of front's own stands for another tool or resource, which its
 * arguments name.
 */
function subjectOf(message: Record<string, unknown> | undefined): unknown {
  const { name, uri, arguments: args } = Object(message?.params) as Record<'name' | 'uri' | 'arguments', unknown>;
  if (name === CONFIRM_TOOL || name === READ_TOOL) return [name, args];
  return name ?? uri ?? null;
}

/**
 * Text of the body. API Gateway reads a body as UTF-8 and puts U+FFFD in place of bytes that are not.
 * @throws {ManifoldError} E2001 if the body was not UTF-8
 */
function textOf({ body, isBase64Encoded }: GatewayEvent): string {
  const text = isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString() : (body ?? '');
  if (!text.includes('\ufffd')) return text;
  throw new ManifoldError('E2001', 'The request is not valid UTF-8, or holds the replacement character U+FFFD.', {
    details: { suggestion: 'Send JSON in UTF-8; write U+FFFD as \\ufffd if you mean it.' },
  });
}

/** A null character as JSON writes it. Databases and logs end a text at it, so two of them may read two texts. */
const NULL_CHARACTER = /(?<!\\)(?:\\\\)*\\u0000/;

/**
 * The JSON body of a request.
 * @throws {ManifoldError} E2006 over 1 MB, E2001 if two programs could read it differently
 * @throws {SyntaxError} if it is not JSON
 */
function parseBody(text: string): { value: unknown; bytes: number } {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BODY_BYTES) {
    throw new ManifoldError('E2006', `The request has ${bytes} bytes; at most ${MAX_BODY_BYTES} are allowed.`, {
      details: { expectedFormat: `at most ${MAX_BODY_BYTES} bytes` },
    });
  }
  const value = parseJson(text);
  if (!NULL_CHARACTER.test(text)) return { value, bytes };
  throw new ManifoldError('E2001', 'The request holds the null character U+0000.', {
    details: { suggestion: 'Send the text without \\u0000.' },
  });
}
