import type { Outcome } from '../../../../schemas/invocation.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { logger } from '../../../core/logging/logger.ts';
import { type Ending, endAbandoned } from '../../../platform/idempotency/abandoned-claim.ts';
import {
  type Abandoned,
  type ClaimRequest,
  type ClaimResult,
  completeClaim,
  lookUpClaim,
} from '../../../platform/idempotency/claim-repository.ts';
import type { ClaimTable } from '../../../platform/idempotency/claim-results.ts';
import type { GuardedCall } from '../guarded-call.ts';
import { ended, HOW_TO_SEND_ANOTHER, unavailable } from './claim-refusals.ts';

type Resolved = Exclude<ClaimResult, { state: 'abandoned' }>;

/** A call whose earlier execution, `by`, has passed its deadline without completing its record. */
interface Unfinished {
  call: GuardedCall;
  claims: ClaimTable;
  claim: ClaimRequest;
  by: Abandoned;
}

/**
 * Decides about a call whose earlier execution never completed, in this order: the execution never started (its family
 * sets a mark first); executing the call twice has the same effect as once; the family looks the call up. In every other
 * case nothing is executed, and the error says where to look.
 *
 * @throws {ManifoldError} E3008 if the outcome is unknown, E3006 if the record is free but the call passed as a retry
 */
export async function resolveUnfinished(unfinished: Unfinished): Promise<Resolved> {
  const { call, claims, claim, by } = unfinished;
  const { annotations, canLookUp } = call.tool.definition;
  if (by.marks) {
    const resolved = await takeOver(unfinished, 'unless-started');
    if (resolved) return resolved;
  }
  if (annotations.idempotentHint) return (await takeOver(unfinished, 'anyway')) ?? Promise.reject(unknownOutcome(call));
  if (!canLookUp) throw unknownOutcome(call);
  const outcome = await lookUp(call, by);
  if (outcome.status !== 'ok' || outcome.lookUp === undefined || outcome.lookUp === 'unknown') {
    throw unknownOutcome(call);
  }
  if (outcome.lookUp === 'absent') {
    return (await takeOver(unfinished, 'anyway')) ?? Promise.reject(unknownOutcome(call));
  }
  const { lookUp: _found, ...result } = outcome;
  await completeClaim(claims, { ...claim, owner: by.owner }, result).catch(unavailable);
  return { state: 'completed', outcome: result, owner: by.owner };
}

/**
 * Lets the call be executed in place of the unfinished one. A call that passed as a retry was neither confirmed nor
 * approved, so its record is only released.
 *
 * @returns undefined if the earlier execution was started
 */
async function takeOver({ call, claims, claim, by }: Unfinished, when: Ending['when']): Promise<Resolved | undefined> {
  const { permits, retry } = call.established;
  const then = retry ? 'free' : 'take-over';
  const result = await endAbandoned(claims, claim, { from: by.owner, when, then }, permits).catch(unavailable);
  switch (result.state) {
    case 'ended':
      return retry ? ended() : { state: 'claimed', providerKey: by.providerKey };
    case 'started':
      return undefined;
    case 'permit-used':
      return result;
    case 'lost': {
      const now = (await lookUpClaim(claims, claim).catch(unavailable)) ?? ended();
      return now.state === 'abandoned' ? ended() : now;
    }
  }
}

/** Asks the family what it knows of the call. A fault of the family says nothing about the call. */
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
    throw unknownOutcome(call);
  }
}

function unknownOutcome({ tool, context }: GuardedCall): ManifoldError {
  const { checkWith = 'the provider' } = tool.definition;
  const keyless = context.idempotencyKey === undefined;
  return new ManifoldError(
    'E3008',
    `An earlier call ${keyless ? 'just like this one' : 'with this idempotency key'} began, and its outcome is unknown. It was not executed again. Check with ${checkWith}.`,
    {
      details: {
        checkWith,
        suggestion: keyless ? HOW_TO_SEND_ANOTHER : 'If it was not executed, make the call under a new key.',
      },
    },
  );
}
