import type { Outcome } from '../../../../schemas/invocation.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { logger } from '../../../core/logging/logger.ts';
import { type Ending, endAbandoned } from '../../../platform/idempotency/abandoned-claim.ts';
import {
  type Abandoned,
  type ClaimRequest,
  type ClaimResult,
  lookUpClaim,
  settleClaim,
} from '../../../platform/idempotency/claim-repository.ts';
import type { ClaimTable } from '../../../platform/idempotency/claim-results.ts';
import type { GuardedCall } from '../guarded-call.ts';
import { endedMeanwhile, HOW_TO_REPEAT, unavailable } from './claim-refusals.ts';

type Resolved = Exclude<ClaimResult, { state: 'abandoned' }>;

/** A call whose earlier execution, `by`, was never heard of again. */
interface Lost {
  call: GuardedCall;
  claims: ClaimTable;
  claim: ClaimRequest;
  by: Abandoned;
}

/**
 * What becomes of a call whose earlier execution was never heard of again, by what is known of it, in this order:
 * it never started (its family sets a mark first); executing it twice is the same as once; the family can look it up.
 * Else nothing is executed, and the caller is told where to look.
 *
 * @throws {ManifoldError} E3008 where nobody knows, E3006 where the call is free but was let pass as a repeat
 */
export async function resolveAbandoned(lost: Lost): Promise<Resolved> {
  const { call, claims, claim, by } = lost;
  const { annotations, canLookUp } = call.tool.definition;
  if (by.marks) {
    const resolved = await run(lost, 'unless-started');
    if (resolved) return resolved;
  }
  if (annotations.idempotentHint) return (await run(lost, 'anyway')) ?? Promise.reject(unknown(call));
  if (!canLookUp) throw unknown(call);
  const outcome = await lookUp(call, by);
  if (outcome.status !== 'ok' || outcome.lookUp === undefined || outcome.lookUp === 'unknown') throw unknown(call);
  if (outcome.lookUp === 'absent') return (await run(lost, 'anyway')) ?? Promise.reject(unknown(call));
  const { lookUp: _found, ...result } = outcome;
  await settleClaim(claims, { ...claim, owner: by.owner }, result).catch(unavailable);
  return { state: 'settled', outcome: result };
}

/**
 * Executes the call in place of the one that was lost. What was let pass as a repeat was neither confirmed nor approved,
 * so it is only made free.
 *
 * @returns undefined where the earlier one was started
 */
async function run({ call, claims, claim, by }: Lost, when: Ending['when']): Promise<Resolved | undefined> {
  const { permits, repeat } = call.established;
  const then = repeat ? 'free' : 'take-over';
  const ended = await endAbandoned(claims, claim, { from: by.owner, when, then }, permits).catch(unavailable);
  switch (ended.state) {
    case 'ended':
      return repeat ? endedMeanwhile() : { state: 'claimed', providerKey: by.providerKey };
    case 'started':
      return undefined;
    case 'permit-used':
      return ended;
    case 'lost': {
      const now = (await lookUpClaim(claims, claim).catch(unavailable)) ?? endedMeanwhile();
      return now.state === 'abandoned' ? endedMeanwhile() : now;
    }
  }
}

/** Asks the family. A fault says nothing about the call. */
async function lookUp(call: GuardedCall, { providerKey }: Abandoned): Promise<Outcome> {
  const { tool, services, context } = call;
  try {
    return await services.dispatcher.dispatch(
      tool.target,
      {
        kind: 'look-up',
        tool: tool.definition.name,
        version: tool.definition.version,
        arguments: call.arguments,
        context: { ...context, providerKey },
      },
      () => undefined,
    );
  } catch (error) {
    logger.warn('a call of unknown outcome could not be looked up', { error: String(error) });
    throw unknown(call);
  }
}

function unknown({ tool, context }: GuardedCall): ManifoldError {
  const { checkWith = 'the provider' } = tool.definition;
  const keyless = context.idempotencyKey === undefined;
  return new ManifoldError(
    'E3008',
    `An earlier call ${keyless ? 'just like this one' : 'with this idempotency key'} began, and its outcome is unknown. It was not executed again. Check with ${checkWith}.`,
    {
      details: {
        checkWith,
        suggestion: keyless ? HOW_TO_REPEAT : 'Only where it was not executed, make the call under a new key.',
      },
    },
  );
}
