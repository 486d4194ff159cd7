import type { AuditEvent } from '../../../schemas/audit-event.ts';
import type { ErrorCode } from '../../../schemas/errors.ts';
import type { Outcome } from '../../../schemas/invocation.ts';
import { toManifoldError } from '../../runtime/errors/manifold-error.ts';
import { maskAddress } from '../../runtime/errors/mask.ts';
import { keyedHashOf } from '../../runtime/json/canonical.ts';
import type { FrontRequest } from '../front-request.ts';
import type { Services } from '../services.ts';

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
  reason?: string;
}

/** Writes the intent, does the work, writes the outcome; each is durable before the next step. */
export async function audited(audit: Audited, work: () => Promise<Outcome>): Promise<Outcome> {
  await audit.services.audit.record(eventOf(audit, 'intent'));
  let outcome: Outcome;
  try {
    outcome = await work();
  } catch (thrown) {
    await recordFailure(audit, 'error', toManifoldError(thrown).code);
    throw thrown;
  }
  await recordOutcome(audit, outcome);
  return outcome;
}

/** Writes the outcome of a call that was answered, by its family or by a guard. */
export async function recordOutcome(audit: Audited, outcome: Outcome): Promise<void> {
  const code = outcome.status === 'error' ? outcome.error.code : undefined;
  await audit.services.audit.record({
    ...eventOf(audit, 'outcome'),
    outcome: outcome.status,
    ...(code ? { errorCode: code } : {}),
    ...(outcome.meta.cached ? { cached: true } : {}),
    resultHash: keyedHashOf(outcome, await audit.services.key('audit-arguments')),
    responseBytes: Buffer.byteLength(JSON.stringify(outcome)),
    latencyMs: Date.now() - audit.startedAt,
  });
}

/** Writes the outcome of a call that was refused before its intent, or that failed after it. */
export async function recordFailure(audit: Audited, outcome: 'refused' | 'error', errorCode: ErrorCode): Promise<void> {
  await audit.services.audit.record({
    ...eventOf(audit, 'outcome'),
    outcome,
    errorCode,
    latencyMs: Date.now() - audit.startedAt,
  });
}

function eventOf(
  { services: _services, startedAt: _startedAt, request, ...own }: Audited,
  phase: AuditEvent['phase'],
): AuditEvent {
  const { principal } = request;
  return {
    ...own,
    phase,
    target: own.target.slice(0, 256),
    at: new Date().toISOString(),
    correlationId: request.correlationId,
    tenant: principal.tenant,
    principal: principal.id,
    credential: principal.credential,
    address: maskAddress(request.sourceIp),
    requestBytes: request.requestBytes,
  };
}
