import { ERROR_MEANINGS, type ErrorCode } from '../../../schemas/errors.ts';
import type { Outcome } from '../../../schemas/invocation.ts';
import { toManifoldError } from '../../core/errors/manifold-error.ts';
import { logger } from '../../core/logging/logger.ts';
import { completeClaim, type OwnedClaim, releaseClaim } from './claim-repository.ts';
import type { ClaimTable } from './claim-results.ts';

/** How the request to the family ended: with an outcome, or with an error that was thrown. */
export type Ended = { readonly outcome: Outcome } | { readonly thrown: unknown };

/**
 * Finishes a claim after the family was asked. If nothing was executed, the claim is released; a final outcome completes
 * it. It stays open if the effect of the call is unknown, and if a task goes on with the work: the task finishes it.
 */
export async function finishClaim(state: ClaimTable, claim: OwnedClaim, ended: Ended): Promise<void> {
  if ('thrown' in ended) {
    if (effectOf(toManifoldError(ended.thrown).code) === 'none') await release(state, claim);
    return;
  }
  const { outcome } = ended;
  if (outcome.status === 'task') return;
  const effect = outcome.status === 'error' ? effectOf(outcome.error.code) : undefined;
  if (effect === 'unknown') return;
  const nothingDone = outcome.status === 'input_required' || effect === 'none';
  if (nothingDone || (effect !== undefined && claim.retriesFailures)) await release(state, claim);
  else await complete(state, claim, withoutShownOnce(outcome, claim.shownOnce));
}

const effectOf = (code: ErrorCode) => ERROR_MEANINGS[code].effect;

/** The outcome to keep for replays, without the fields that only the first answer shows, such as a new key. */
function withoutShownOnce(outcome: Outcome, fields: readonly string[] = []): Outcome {
  if (outcome.status !== 'ok' || fields.length === 0) return outcome;
  const kept = Object.entries(Object(outcome.structuredContent)).filter(([name]) => !fields.includes(name));
  const warnings = [...(outcome.meta.warnings ?? []), `Shown once, and not in this repeat: ${fields.join(', ')}.`];
  return { ...outcome, structuredContent: Object.fromEntries(kept), meta: { ...outcome.meta, warnings } };
}

/** If the release fails, the claim stays taken, and a retry is answered that the outcome is unknown. */
async function release(state: ClaimTable, claim: OwnedClaim): Promise<void> {
  try {
    await releaseClaim(state, claim);
  } catch (error) {
    logger.error('the claim of a write could not be released', { error: String(error), tool: claim.tool });
  }
}

/** If the outcome cannot be kept, the call is still answered; a retry is answered that the outcome is unknown. */
async function complete(state: ClaimTable, claim: OwnedClaim, outcome: Outcome): Promise<void> {
  try {
    await completeClaim(state, claim, outcome);
  } catch (error) {
    logger.error('the outcome of a claimed write could not be kept', { error: String(error), tool: claim.tool });
  }
}
