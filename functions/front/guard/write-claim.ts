import type { ErrorCode } from '../../../schemas/errors.ts';
import type { Outcome } from '../../../schemas/invocation.ts';
import {
  type ClaimRequest,
  claimWrite,
  lookUpClaim,
  releaseClaim,
  settleClaim,
} from '../../runtime/claims/claim-repository.ts';
import { usePermits } from '../../runtime/claims/permit.ts';
import { ManifoldError, toManifoldError } from '../../runtime/errors/manifold-error.ts';
import { logger } from '../../runtime/logging/logger.ts';
import type { Ended, Guard, GuardedCall } from './guarded-call.ts';
import { claimsKeys } from './repeat.ts';

/** Errors after which it is certain that the provider did nothing: the key may be used again. */
const NOTHING_HAPPENED = new Set<ErrorCode>([
  'E2002',
  'E2003',
  'E2004',
  'E2005',
  'E3001',
  'E3002',
  'E3007',
  'E3009',
  'E4003',
  'E4005',
  'E4006',
  'E5002',
  'E5004',
]);

/** Errors after which nobody knows what the provider did: the claim stays open, so that nothing runs a second time. */
const OUTCOME_UNKNOWN = new Set<ErrorCode>(['E3003', 'E3004', 'E3005', 'E3008', 'E4001', 'E4002', 'E4004', 'E5001']);

/**
 * Executes a write with an idempotency key exactly once: the first call claims the key, a repeat gets the first
 * result. Reads and calls without a key pass; what permits they have is used. The key is the caller's own, so it is scoped to the principal.
 */
export const writeClaim: Guard = async (call, next) => {
  const { idempotencyKey } = call.context;
  const { permits, repeat } = call.established;
  if (idempotencyKey === undefined || !claimsKeys(call.tool.definition)) {
    const used = await usePermits(call.services.state, call.callId, permits).catch(unavailable);
    if (used) throw used.used;
    return next();
  }
  const claim = claimOf(call, idempotencyKey);
  const result = repeat
    ? ((await lookUpClaim(call.services.state, claim).catch(unavailable)) ?? endedMeanwhile())
    : await claimWrite(call.services.state, claim, permits).catch(unavailable);
  switch (result.state) {
    case 'claimed':
      return settle(call, claim, next);
    case 'settled':
      return { ...result.outcome, meta: { ...result.outcome.meta, replayed: true } };
    case 'in-progress':
      throw new ManifoldError('E3006', 'A call with this idempotency key is still being executed.', {
        details: { retryAfter: result.retryAfterSeconds, suggestion: 'Repeat it with the same key to get its result.' },
      });
    case 'abandoned':
      throw new ManifoldError(
        'E3008',
        'A call with this idempotency key began, and its outcome is unknown. It was not executed again. Check with the provider before you use a new key.',
      );
    case 'permit-used':
      throw result.permit.used;
    case 'conflict':
      throw new ManifoldError('E2007', 'This idempotency key was used for another call.', {
        details: { field: 'idempotencyKey', suggestion: 'Use a new key for a new call, or the very same arguments.' },
      });
  }
};

/** Nobody was asked, since the key was known; now that it is free, the call has to be made like any other. */
function endedMeanwhile(): never {
  throw new ManifoldError('E3006', 'The earlier call with this idempotency key has just ended without an effect.', {
    details: { retryAfter: 1, suggestion: 'Send the call again.' },
  });
}

function unavailable(cause: unknown): never {
  throw new ManifoldError(
    'E5002',
    'The state table does not answer, so the call was not made. Try again in a moment.',
    {
      cause,
    },
  );
}

function claimOf(call: GuardedCall, key: string): ClaimRequest {
  return {
    tenant: call.context.principal.tenant,
    principal: call.context.principal.id,
    key,
    tool: call.tool.definition.name,
    argumentsHash: call.argumentsHash,
    owner: call.callId,
    deadline: call.context.deadline,
  };
}

async function settle(call: GuardedCall, claim: ClaimRequest, next: () => Promise<Outcome>): Promise<Outcome> {
  let outcome: Outcome;
  try {
    outcome = await next();
  } catch (thrown) {
    // Where audit fails after the family has worked, its error says nothing of what was done: how the family ended does.
    await close(call, claim, call.established.ended ?? { thrown });
    throw thrown;
  }
  await close(call, claim, { outcome });
  return outcome;
}

/** Gives the key back where nothing happened, keeps what is final, and leaves the claim open where nobody knows. */
async function close(call: GuardedCall, claim: ClaimRequest, ended: Ended): Promise<void> {
  if ('thrown' in ended) {
    if (NOTHING_HAPPENED.has(toManifoldError(ended.thrown).code)) await release(call, claim);
    return;
  }
  const { outcome } = ended;
  const code = outcome.status === 'error' ? outcome.error.code : undefined;
  if (outcome.status === 'input_required' || (code && NOTHING_HAPPENED.has(code))) await release(call, claim);
  else if (!code || !OUTCOME_UNKNOWN.has(code)) await keep(call, claim, outcome);
}

/** A key that cannot be given back stays taken: a repeat then hears that the outcome is unknown. */
async function release({ services }: GuardedCall, claim: ClaimRequest): Promise<void> {
  try {
    await releaseClaim(services.state, claim);
  } catch (error) {
    logger.error('the claim of a write could not be given back', { error: String(error), tool: claim.tool });
  }
}

/** What was done is answered even if it cannot be kept: a repeat then hears that the outcome is unknown. */
async function keep({ services }: GuardedCall, claim: ClaimRequest, outcome: Outcome): Promise<void> {
  try {
    await settleClaim(services.state, claim, outcome);
  } catch (error) {
    logger.error('the outcome of a claimed write could not be kept', { error: String(error), tool: claim.tool });
  }
}
