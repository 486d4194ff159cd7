/** The audit events of a call, a resource or a task request: intent before anything is done, outcome before the answer leaves. */
import type { AuditEvent, AuditedPrincipal } from '../../../../schemas/audit-event.ts';
import type { ErrorCode } from '../../../../schemas/errors.ts';
import type { Outcome } from '../../../../schemas/invocation.ts';
import { toManifoldError } from '../../../core/errors/manifold-error.ts';
import { maskAddress } from '../../../core/errors/mask.ts';
import { secondFactorAge } from '../../../core/principal/second-factor.ts';
import { namedHashOf } from '../../../core/secrets/key-ring.ts';
import { knownScopes, scopesForAudit } from '../../../platform/audit/known-scopes.ts';
import type { FrontRequest } from '../../front-request.ts';
import type { AuditedMethod } from '../../methods.ts';
import type { Services } from '../../services.ts';
import type { GuardedCall } from '../guarded-call.ts';

/** What audit reads of the request that a call came with. */
export type AuditedRequest = Pick<
  FrontRequest,
  'principal' | 'endpoint' | 'catalogue' | 'sourceIp' | 'correlationId' | 'requestBytes'
>;

/** What the events of a call are made of. */
export interface Audited {
  services: Pick<Services, 'audit' | 'key' | 'refused'>;
  request: AuditedRequest;
  callId: string;
  /** Unix milliseconds. */
  startedAt: number;
  operation: AuditedMethod;
  target: string;
  version?: string;
  argumentsHash: string;
  argumentsProjection: Record<string, unknown>;
  decision?: AuditEvent['decision'];
  policies?: string[];
  logOnly?: string[];
  findings?: string[];
  consent?: string;
  /** The reason that the caller gives in its own words: audit keeps a keyed hash of it. */
  reason?: string;
}

/** What audit keeps of a tool call: hashes, and the fields that the tool's definition declares. */
export function auditOf(call: GuardedCall): Audited {
  const { definition } = call.tool;
  return {
    services: call.services,
    request: call.request,
    callId: call.callId,
    startedAt: call.startedAt,
    operation: 'tools/call',
    target: definition.name,
    version: definition.version,
    argumentsHash: call.argumentsHash,
    ...readablePart(call),
    ...decisionPart(call),
  };
}

/** The part of the arguments that is kept. Arguments that were refused may hold anything in any field. */
function readablePart({ arguments: { reason }, established: { audited } }: GuardedCall) {
  if (!audited) return { argumentsProjection: {} };
  const { consent } = audited;
  return {
    argumentsProjection: audited,
    ...(typeof consent === 'string' ? { consent } : {}),
    ...(typeof reason === 'string' ? { reason } : {}),
  };
}

/** What was decided about the call, and by which policies. */
function decisionPart({ established: { decision, acting, findings = [] } }: GuardedCall) {
  return {
    ...(decision ? { decision: decision.effect, policies: [...decision.policies, ...(acting?.policies ?? [])] } : {}),
    ...(decision && decision.logOnly.length > 0
      ? { logOnly: decision.logOnly.map(({ policy, effect }) => `${policy}:${effect}`) }
      : {}),
    ...(findings.length > 0 ? { findings } : {}),
  };
}

/** Writes the intent, does the work, writes the outcome; each is durable before the next step. */
export async function audited(audit: Audited, work: () => Promise<Outcome>): Promise<Outcome> {
  await audit.services.audit.record(await eventOf(audit, 'intent'));
  let outcome: Outcome;
  try {
    outcome = await work();
  } catch (thrown) {
    await recordFailure(audit, 'error', toManifoldError(thrown).code);
    throw thrown;
  }
  // The outcome of a task is written when its work ends.
  if (outcome.status !== 'task') await recordOutcome(audit, outcome);
  return outcome;
}

/**
 * Writes intent and outcome of a call that has its answer already, both at once: nothing is done between them, and both
 * are durable before the answer leaves.
 */
export async function auditedAnswer(audit: Audited, outcome: Outcome): Promise<Outcome> {
  const intent = eventOf(audit, 'intent').then((event) => audit.services.audit.record(event));
  await Promise.all([intent, recordOutcome(audit, outcome)]);
  return outcome;
}

/** Writes the outcome of a call that was answered, by its family or by a guard. */
export async function recordOutcome(audit: Audited, outcome: Outcome): Promise<void> {
  const code = outcome.status === 'error' ? outcome.error.code : undefined;
  await audit.services.audit.record({
    ...(await eventOf(audit, 'outcome')),
    outcome: outcome.status,
    ...(code ? { errorCode: code } : {}),
    ...(outcome.meta.cached ? { cached: true } : {}),
    resultHash: namedHashOf(outcome, await audit.services.key('audit-arguments')),
    responseBytes: Buffer.byteLength(JSON.stringify(outcome)),
    latencyMs: Date.now() - audit.startedAt,
  });
}

/**
 * Writes the outcome of a call that was refused before its intent, or that failed after it. Refusals of callers without
 * a credential are counted together (platform/audit/refusals.ts), since anybody can send any number of them.
 */
export async function recordFailure(audit: Audited, outcome: 'refused' | 'error', errorCode: ErrorCode): Promise<void> {
  const { services, request, operation, startedAt } = audit;
  const event = await eventOf(audit, 'outcome');
  const latencyMs = Date.now() - startedAt;
  if (outcome === 'refused' && request.endpoint.kind === 'public') {
    const { correlationId, sourceIp, principal } = request;
    const details = { ...event, latencyMs };
    return services.refused({
      operation,
      target: event.target,
      errorCode,
      correlationId,
      sourceIp,
      principal,
      details,
    });
  }
  await services.audit.record({ ...event, outcome, errorCode, latencyMs });
}

/** The event of a call, without its result. */
export async function eventOf(
  { services, startedAt: _startedAt, request, reason, ...own }: Audited,
  phase: AuditEvent['phase'],
): Promise<AuditEvent> {
  const { principal } = request;
  return {
    ...own,
    ...(reason === undefined ? {} : { reasonHash: namedHashOf(reason, await services.key('audit-arguments')) }),
    phase,
    target: own.target.slice(0, 256),
    at: new Date().toISOString(),
    correlationId: request.correlationId,
    tenant: principal.tenant,
    principal: principal.id,
    credential: principal.credential,
    address: maskAddress(request.sourceIp),
    requestBytes: request.requestBytes,
    ...(phase === 'outcome' ? { asked: askedBy(request) } : {}),
  };
}

/** The intent of work whose outcome another function writes, with all that the outcome needs. */
export async function intentOfWork(audit: Audited): Promise<AuditEvent> {
  return { ...(await eventOf(audit, 'intent')), asked: askedBy(audit.request) };
}

/** The attributes of the caller that policies look at, so that the decision can be made again with other policies. */
function askedBy({ principal, endpoint, catalogue }: AuditedRequest): AuditedPrincipal {
  const { roles, scopes, tier, unattended } = principal;
  const mfaAgeSeconds = secondFactorAge(principal, Math.floor(Date.now() / 1000));
  return {
    roles,
    scopes: scopesForAudit(scopes, knownScopes(catalogue)),
    tier,
    ...(unattended === undefined ? {} : { unattended }),
    ...(mfaAgeSeconds === undefined ? {} : { mfaAgeSeconds }),
    endpoint: endpoint.kind === 'bundle' ? endpoint.name : endpoint.kind,
  };
}
