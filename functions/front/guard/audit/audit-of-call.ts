import type { GuardedCall } from '../guarded-call.ts';
import type { Audited } from './audited.ts';

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
