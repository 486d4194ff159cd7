/** What comes with a call: its context for the family, its time, its idempotency key, and the caller's answers. */
import { createHash } from 'node:crypto';
import type { ServerContext } from '@modelcontextprotocol/server';
import type { CallContext } from '../../../schemas/invocation.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { TraceKeys } from '../../core/tracing/outgoing-trace.ts';
import { traceContextIn, traceparentOf } from '../../core/tracing/trace-context.ts';
import { carriedProof, isProof } from '../../platform/confirmation/sealed-proof.ts';
import type { FrontRequest } from '../front-request.ts';
import type { Interaction } from '../guard/guarded-call.ts';

/** Time that front keeps for itself of what its function has, to audit and answer. */
const RESERVE_MS = 2_000;
/** Key in `_meta` of how long the caller waits: the protocol has no field for it, and a disconnect does not reach front. */
const META_TIMEOUT = 'manifold/timeoutMs';
const SHORTEST_TIMEOUT_MS = 100;

/** Key in `_meta` of the idempotency key. The header `Idempotency-Key` counts if `_meta` does not have it. */
const META_KEY = 'manifold/idempotencyKey';
const MAX_KEY_CHARACTERS = 128;

/** Argument in which clients without elicitation send a confirmation back; front takes it out of the arguments. */
export const TOKEN_ARGUMENT = 'confirmation_token';

/** The context that goes to the family: made of the request, the protocol's envelope and the tool's own time limit. */
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
    // Clients of 2025 set a level for a session, which a stateless server does not have; they get level `info`.
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

/** A returned confirmation is for the guard; any other state, and the state behind a proof, is for the family. */
function familyState(state: string | undefined): { requestState?: string } {
  const carried = carriedProof(state);
  if (carried) return carried.state === undefined ? {} : { requestState: carried.state };
  return state === undefined || isProof(state) ? {} : { requestState: state };
}

/** The caller's trace. The dispatcher replaces its span by one of ours. */
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
 * Key of the record that cancels a call. There is no session, so a request is identified by its principal, credential,
 * address, program and id.
 */
export function cancelRef(
  { principal, sourceIp, userAgent }: Pick<FrontRequest, 'principal' | 'sourceIp' | 'userAgent'>,
  requestId: string | number,
): string {
  return createHash('sha256')
    .update(JSON.stringify([principal.tenant, principal.id, principal.credential, sourceIp, userAgent, requestId]))
    .digest('hex');
}

/** `_meta` of a message. */
interface WithMeta {
  readonly mcpReq: { readonly _meta?: Readonly<Record<string, unknown>> };
}

/** The deadline of one call, and whether that is less time than its tool may take. */
export function timeOf(
  request: Pick<FrontRequest, 'functionDeadline'>,
  ctx: WithMeta,
  timeoutMs: number,
): Pick<CallContext, 'deadline' | 'hurried'> {
  const full = Date.now() + timeoutMs;
  const deadline = deadlineOf(request, ctx, timeoutMs);
  return deadline < full ? { deadline, hurried: true } : { deadline };
}

/**
 * When work has to end: at the earliest of what its caller waits, what it may take, and what is left of the function.
 *
 * @param timeoutMs may be infinite
 * @returns Unix milliseconds
 * @throws {ManifoldError} E2004 if the caller's time is not a number of milliseconds
 */
export function deadlineOf(
  { functionDeadline }: Pick<FrontRequest, 'functionDeadline'>,
  { mcpReq }: WithMeta,
  timeoutMs: number,
): number {
  const { [META_TIMEOUT]: asked = timeoutMs } = mcpReq._meta ?? {};
  if (typeof asked !== 'number' || !(asked >= SHORTEST_TIMEOUT_MS)) {
    throw new ManifoldError(
      'E2004',
      `${META_TIMEOUT} has to be a number of milliseconds, at least ${SHORTEST_TIMEOUT_MS}.`,
      {
        details: { field: `_meta.${META_TIMEOUT}`, expectedFormat: `milliseconds, at least ${SHORTEST_TIMEOUT_MS}` },
      },
    );
  }
  return Math.floor(Math.min(Date.now() + Math.min(asked, timeoutMs), functionDeadline - RESERVE_MS));
}

/**
 * The idempotency key of a call. A key that cannot be kept as it is gets refused: if it were cut or left out, the caller
 * would rely on a protection that it does not have, and two calls could be taken for one.
 *
 * @throws {ManifoldError} E2004, also if `_meta` and the header hold different keys
 */
export function idempotencyKeyOf(
  meta: Readonly<Record<string, unknown>> | undefined,
  header: string | undefined,
): string | undefined {
  const given = meta?.[META_KEY] ?? header;
  if (given === undefined) return undefined;
  if (header !== undefined && given !== header) {
    throw new ManifoldError('E2004', `_meta["${META_KEY}"] and the header Idempotency-Key hold different keys.`, {
      details: {
        field: `_meta.${META_KEY}, Idempotency-Key`,
        expectedFormat: 'the same key in both, or a key in one of them',
      },
    });
  }
  if (typeof given === 'string' && given.length > 0 && given.length <= MAX_KEY_CHARACTERS) return given;
  const provided = typeof given === 'string' ? `${given.length} characters` : `a value of type ${typeof given}`;
  const expectedFormat = `1 to ${MAX_KEY_CHARACTERS} characters`;
  throw new ManifoldError('E2004', `The idempotency key has to be a text of ${expectedFormat}.`, {
    details: { field: 'idempotencyKey', providedValue: provided, expectedFormat },
  });
}

/** How the caller of a tool can be asked, and what it brought back from an earlier request. */
export function interactionOf({ mcpReq }: ServerContext, args: Record<string, unknown>): Interaction {
  const envelope = mcpReq.envelope as Record<string, unknown> | undefined;
  const capabilities = envelope?.['io.modelcontextprotocol/clientCapabilities'] as
    | { elicitation?: unknown }
    | undefined;
  const state = mcpReq.requestState<string>();
  const meta = mcpReq._meta as Record<string, unknown> | undefined;
  const carried = carriedProof(state);
  const token = [meta?.['manifold/confirmationToken'], args[TOKEN_ARGUMENT]].find(isProof);
  return {
    canElicit: takesForms(capabilities?.elicitation),
    answers: mcpReq.inputResponses ?? {},
    ...(isProof(state)
      ? { proof: { text: state, from: 'request-state' } }
      : carried
        ? { proof: { text: carried.proof, from: 'continuation' } }
        : token === undefined
          ? {}
          : { proof: { text: token, from: 'token' } }),
  };
}

/** Whether a client shows forms: it declares `form`, or nothing in particular, which means the same. */
function takesForms(elicitation: unknown): boolean {
  if (typeof elicitation !== 'object' || elicitation === null) return false;
  return 'form' in elicitation || Object.keys(elicitation).length === 0;
}

/** The arguments that the tool is meant to see. */
export function ownArguments(args: Record<string, unknown>): Record<string, unknown> {
  const { [TOKEN_ARGUMENT]: _token, ...own } = args;
  return own;
}
