import type { Outcome } from '../../../schemas/invocation.ts';
import { toManifoldError } from '../../core/errors/manifold-error.ts';
import { logger } from '../../core/logging/logger.ts';
import { type NotMade, settleNotMade, type UsageRequest, type UsageTable } from './usage-repository.ts';

/**
 * Counts a call apart that did not reach its family, so that a confirmed call counts once and a refused one is not billed.
 * Never fails the call: without this write, too much was counted.
 *
 * @param taken the call as it was counted, if it was
 * @param how undefined for a call that counts like one that was made
 */
export async function settle(
  { usage }: { readonly usage: UsageTable },
  taken: UsageRequest | undefined,
  how: NotMade | undefined,
): Promise<void> {
  if (!taken || !how) return;
  await settleNotMade(usage, taken, how).catch((error: unknown) =>
    logger.error('a call that was not made stays counted', { code: toManifoldError(error).code }),
  );
}

/** What the error of a guard says. A call that a person has to confirm or approve first is sent again then. */
export function notMadeBy(thrown: unknown): NotMade {
  const { code, details } = toManifoldError(thrown);
  return code === 'E3010' || details.confirmationToken !== undefined ? 'asked' : 'refused';
}

/** What the answer of a guard says: a question, the family's refusal of an effect, or a result that was kept. */
export function notMadeWith({ status, meta }: Outcome): NotMade | undefined {
  if (status === 'input_required') return 'asked';
  return status === 'error' && !meta.replayed ? 'refused' : undefined;
}
