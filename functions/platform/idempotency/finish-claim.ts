import type { ErrorCode } from '../../../schemas/errors.ts';
import type { Outcome } from '../../../schemas/invocation.ts';
import { toManifoldError } from '../../core/errors/manifold-error.ts';
import { logger } from '../../core/logging/logger.ts';
import { completeClaim, type OwnedClaim, releaseClaim } from './claim-repository.ts';
import type { ClaimTable } from './claim-results.ts';

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

/** What came of asking the family: its answer, or why there is none. */
export type Ended = { readonly outcome: Outcome } | { readonly thrown: unknown };

/**
 * Gives the key back where nothing happened, keeps what is final, and leaves the claim open where nobody knows, or where
 * the work goes on as a task, which closes it once it ends.
 */
export async function finishClaim(state: ClaimTable, claim: OwnedClaim, ended: Ended): Promise<void> {
  if ('thrown' in ended) {
    if (NOTHING_HAPPENED.has(toManifoldError(ended.thrown).code)) await giveBack(state, claim);
    return;
  }
  const { outcome } = ended;
  if (outcome.status === 'task') return;
  const code = outcome.status === 'error' ? outcome.error.code : undefined;
  if (code && OUTCOME_UNKNOWN.has(code)) return;
  const nothingDone = outcome.status === 'input_required' || (code !== undefined && NOTHING_HAPPENED.has(code));
  if (nothingDone || (code !== undefined && claim.retriesFailures)) await giveBack(state, claim);
  else await keep(state, claim, withoutShownOnce(outcome, claim.shownOnce));
}

/** What may be kept of an answer: a new key or token is for its caller, and for nobody who reads the table. */
function withoutShownOnce(outcome: Outcome, fields: readonly string[] = []): Outcome {
  if (outcome.status !== 'ok' || fields.length === 0) return outcome;
  const kept = Object.entries(Object(outcome.structuredContent)).filter(([name]) => !fields.includes(name));
  const warnings = [...(outcome.meta.warnings ?? []), `Shown once, and not in this repeat: ${fields.join(', ')}.`];
  return { ...outcome, structuredContent: Object.fromEntries(kept), meta: { ...outcome.meta, warnings } };
}

/** A key that cannot be given back stays taken: a repeat then hears that the outcome is unknown. */
async function giveBack(state: ClaimTable, claim: OwnedClaim): Promise<void> {
  try {
    await releaseClaim(state, claim);
  } catch (error) {
    logger.error('the claim of a write could not be given back', { error: String(error), tool: claim.tool });
  }
}

/** What was done is answered even if it cannot be kept: a repeat then hears that the outcome is unknown. */
async function keep(state: ClaimTable, claim: OwnedClaim, outcome: Outcome): Promise<void> {
  try {
    await completeClaim(state, claim, outcome);
  } catch (error) {
    logger.error('the outcome of a claimed write could not be kept', { error: String(error), tool: claim.tool });
  }
}
