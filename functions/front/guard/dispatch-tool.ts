import type { Outcome } from '../../../schemas/invocation.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { mayRepeat } from '../../core/tool/may-repeat.ts';
import { becomesTask, startTask } from '../tasks/start-task.ts';
import { auditOf } from './audit/audit-of-call.ts';
import { audited } from './audit/audited.ts';
import { claimedContext } from './exactly-once/claimed-context.ts';
import type { GuardedCall } from './guarded-call.ts';

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
