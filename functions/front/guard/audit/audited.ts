import type { AuditEvent, AuditedPrincipal } from '../../../../schemas/audit-event.ts';
import type { ErrorCode } from '../../../../schemas/errors.ts';
import type { Outcome } from '../../../../schemas/invocation.ts';
import { toManifoldError } from '../../../core/errors/manifold-error.ts';
import { maskAddress } from '../../../core/errors/mask.ts';
import { keyedHashOf } from '../../../core/json/canonical.ts';
import { secondFactorAge } from '../../../core/principal/second-factor.ts';
import { knownScopes, scopesForAudit } from '../../../platform/audit/known-scopes.ts';
import type { FrontRequest } from '../../front-request.ts';
import type { Services } from '../../services.ts';

/** What of a call the audit trail is told. */
export interface Audited {
  services: Services;
  request: FrontRequest;
  callId: string;
  startedAt: number;
  operation: AuditEvent['operation'];
  target: string;
  version?: string;
  argumentsHash: string;
  argumentsProjection: Record<string, unknown>;
  decision?: AuditEvent['decision'];
  policies?: string[];
  logOnly?: string[];
  findings?: string[];
  consent?: string;
  /** Why the caller asks, in its own words: audit keeps a keyed hash of it. */
  reason?: string;
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
 * Writes intent and outcome of a call whose answer is there already, both at once: nothing is done in between that the
 * intent has to come before, and both are durable before the answer leaves.
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
    resultHash: keyedHashOf(outcome, await audit.services.key('audit-arguments')),
    responseBytes: Buffer.byteLength(JSON.stringify(outcome)),
    latencyMs: Date.now() - audit.startedAt,
  });
}

/**
 * Writes the outcome of a call that was refused before its intent, or that failed after it. Refusals of callers without
 * a credential are counted together (audit/refusals.ts): anybody can send as many as they like.
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

/** The event of a call, without what came of it. */
export async function eventOf(
  { services, startedAt: _startedAt, request, reason, ...own }: Audited,
  phase: AuditEvent['phase'],
): Promise<AuditEvent> {
  const { principal } = request;
  return {
    ...own,
    ...(reason === undefined ? {} : { reasonHash: keyedHashOf(reason, await services.key('audit-arguments')) }),
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

/** What policies look at of who asked, so that the decision can be made again with other policies. */
function askedBy({ principal, endpoint, catalogue }: FrontRequest): AuditedPrincipal {
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
