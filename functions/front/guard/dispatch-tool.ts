import type { Outcome } from '../../../schemas/invocation.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { mayRepeat } from '../../kit/tool/half-done.ts';
import { type Audited, audited } from './audited.ts';
import { claimedContext } from './claimed-context.ts';
import type { GuardedCall } from './guarded-call.ts';
import { becomesTask, startTask } from './start-task.ts';

/** The last step of the chain: audit intent, the family, audit outcome. */
export function dispatchTool(call: GuardedCall): Promise<Outcome> {
  const { definition, target } = call.tool;
  call.established.intended = true;
  return audited(auditOf(call), async () => {
    try {
      if (becomesTask(call)) return await startTask(call);
      const outcome = await call.services.dispatcher.dispatch(
        target,
        {
          kind: 'tool',
          tool: definition.name,
          version: definition.version,
          arguments: call.arguments,
          context: claimedContext(call),
        },
        call.onReport,
      );
      call.established.ended = { outcome };
      if (outcome.status === 'task') return await startTask(call);
      return outcome;
    } catch (thrown) {
      call.established.ended = { thrown };
      throw thrown;
    }
  }).catch((thrown: unknown) => {
    const { ended } = call.established;
    throw ended && 'outcome' in ended ? untold(call, thrown) : thrown;
  });
}

/** The family has answered, and audit could not be told of it: the caller must not take the call for one that was refused. */
function untold({ tool, established }: GuardedCall, cause: unknown): ManifoldError {
  const { checkWith = 'the provider' } = tool.definition;
  const again = established.claim !== undefined || mayRepeat(tool.definition);
  const then = again ? 'Send it again in a moment.' : `Check with ${checkWith} before you repeat it.`;
  return new ManifoldError(
    'E5002',
    `The call was made, but its outcome cannot be audited and so is not told. ${then}`,
    {
      cause,
      retryable: again,
      ...(again ? {} : { details: { checkWith } }),
    },
  );
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
