import { createHash } from 'node:crypto';
import type { ServerContext } from '@modelcontextprotocol/server';
import type { CallContext } from '../../../schemas/invocation.ts';
import type { TraceKeys } from '../../core/tracing/outgoing-trace.ts';
import { traceContextIn, traceparentOf } from '../../core/tracing/trace-context.ts';
import { carriedProof, isProof } from '../../platform/confirmation/sealed-proof.ts';
import type { FrontRequest } from '../front-request.ts';
import { timeOf } from './deadline.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';

/** What travels with a call: made from the request, the protocol's envelope and the tool's own time limit. */
export function callContext(request: FrontRequest, ctx: ServerContext, timeoutMs: number): CallContext {
  const { mcpReq } = ctx;
  const meta = mcpReq._meta as Record<string, unknown> | undefined;
  const envelope = mcpReq.envelope as Record<string, unknown> | undefined;
  const modern = envelope !== undefined;
  const idempotencyKey = idempotencyKeyOf(meta, request.idempotencyKeyHeader);
  return {
    correlationId: request.correlationId,
    principal: request.principal,
    ...timeOf(request, ctx, timeoutMs),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...traceOf(meta),
    confirmed: false,
    cancelRef: cancelRef(request, mcpReq.id),
    // Clients of 2025 set a level on a session, which a stateless server has not; they get what is worth knowing.
    ...levelOf(modern ? envelope['io.modelcontextprotocol/logLevel'] : 'info'),
    ...(modern
      ? {
          clientCapabilities: envelope[
            'io.modelcontextprotocol/clientCapabilities'
          ] as CallContext['clientCapabilities'],
        }
      : {}),
    ...(mcpReq.inputResponses ? { inputResponses: mcpReq.inputResponses } : {}),
    ...familyState(mcpReq.requestState<string>()),
  };
}

/** A confirmation that came back is the guard's; any other state, and what comes behind a proof, is the family's. */
function familyState(state: string | undefined): { requestState?: string } {
  const carried = carriedProof(state);
  if (carried) return carried.state === undefined ? {} : { requestState: carried.state };
  return state === undefined || isProof(state) ? {} : { requestState: state };
}

/** The caller's trace. The dispatcher puts its own span in its place. */
function traceOf(meta: unknown): TraceKeys {
  const trace = traceContextIn(meta);
  if (!trace?.parentId) return {};
  const { tracestate } = trace;
  return { traceparent: traceparentOf(trace, trace.parentId), ...(tracestate === undefined ? {} : { tracestate }) };
}

function levelOf(level: unknown): { logLevel?: string } {
  return typeof level === 'string' ? { logLevel: level } : {};
}

/**
 * Key of the record that cancels a call. There is no session, so a request is known by who sent it, from where and
 * with which program, and by its id.
 */
export function cancelRef(
  { principal, sourceIp, userAgent }: Pick<FrontRequest, 'principal' | 'sourceIp' | 'userAgent'>,
  requestId: string | number,
): string {
  return createHash('sha256')
    .update(JSON.stringify([principal.tenant, principal.id, principal.credential, sourceIp, userAgent, requestId]))
    .digest('hex');
}
