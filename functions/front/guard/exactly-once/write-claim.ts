import type { Outcome } from '../../../../schemas/invocation.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import {
  type ClaimRequest,
  type ClaimResult,
  claimWrite,
  lookUpClaim,
} from '../../../platform/idempotency/claim-repository.ts';
import { type ClaimTable, claimTable } from '../../../platform/idempotency/claim-results.ts';
import { closeClaim } from '../../../platform/idempotency/close-claim.ts';
import { usePermits } from '../../../platform/idempotency/permit.ts';
import { knownTask } from '../../tasks/start-task.ts';
import type { Guard, GuardedCall, Next } from '../guarded-call.ts';
import { endedMeanwhile, HOW_TO_REPEAT, unavailable, unreadable } from './claim-refusals.ts';
import { claimOf } from './repeat.ts';
import { replayed } from './replay.ts';
import { resolveAbandoned } from './unfinished-call.ts';

/**
 * Executes a write exactly once: the first call claims it (repeat.ts says by what), a repeat gets the first result.
 * Reads, and what may run each time, pass; what permits they have is used.
 */
export const writeClaim: Guard = async (call, next) => {
  const { permits, repeat } = call.established;
  const claim = claimOf(call);
  if (!claim) {
    const used = await usePermits(call.services.state, call.callId, permits).catch(unavailable);
    if (used) throw used.used;
    return next();
  }
  const claims = await claimTable(call.services, call.context.principal.tenant);
  const found = repeat
    ? ((await lookUpClaim(claims, claim).catch(unavailable)) ?? endedMeanwhile())
    : await claimWrite(claims, claim, permits).catch(unavailable);
  const running = 'task' in found && found.task !== undefined ? await knownTask(call, found.task) : undefined;
  if (running) return running;
  const result = found.state === 'abandoned' ? await resolveAbandoned({ call, claims, claim, by: found.by }) : found;
  return answer({ call, claims, claim, next }, result);
};

type Resolved = Exclude<ClaimResult, { state: 'abandoned' }>;

interface Claiming {
  call: GuardedCall;
  claims: ClaimTable;
  claim: ClaimRequest;
  next: Next;
}

function answer(claiming: Claiming, result: Resolved): Promise<Outcome> | Outcome {
  const { call, claim } = claiming;
  const keyless = call.context.idempotencyKey === undefined;
  switch (result.state) {
    case 'claimed':
      call.established.claim = { ...claim, providerKey: result.providerKey };
      return settle(claiming);
    case 'settled':
      return replayed(call, result.outcome);
    case 'unreadable':
      throw unreadable(call);
    case 'in-progress':
      throw new ManifoldError(
        'E3006',
        keyless
          ? 'The very same call was made a moment ago and is still being executed.'
          : 'A call with this idempotency key is still being executed.',
        {
          details: {
            retryAfter: result.retryAfterSeconds,
            suggestion: keyless
              ? `Send it again to get its result. ${HOW_TO_REPEAT}`
              : 'Repeat it with the same key to get its result.',
          },
        },
      );
    case 'permit-used':
      throw result.permit.used;
    case 'conflict':
      throw new ManifoldError('E2007', 'This idempotency key was used for another call.', {
        details: { field: 'idempotencyKey', suggestion: 'Use a new key for a new call, or the very same arguments.' },
      });
  }
}

async function settle({ call, claims, claim, next }: Claiming): Promise<Outcome> {
  let outcome: Outcome;
  try {
    outcome = await next();
  } catch (thrown) {
    // Where audit fails after the family has worked, its error says nothing of what was done: how the family ended does.
    await closeClaim(claims, claim, call.established.ended ?? { thrown });
    throw thrown;
  }
  await closeClaim(claims, claim, { outcome });
  return outcome;
}
