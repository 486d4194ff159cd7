/** Who may decide on an alert, and what becomes of it. Pure: nothing is read or written here. */
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { minorDigits } from '../../../core/money/currencies.ts';
import type { Alert, Decision, Status } from '../store/records.ts';

const FINAL = { approve: 'approved', decline: 'declined' } as const;

/** Units of a currency from which two reviewers have to agree, by currency. */
export type SecondReviewLimits = ReadonlyMap<string, number>;

/**
 * Reads the setting `FRAUD_SECOND_REVIEW_FROM`: `USD=10000,EUR=10000`.
 *
 * @throws {ManifoldError} E5001 for any other value, so that a mistake in the setting does not weaken the review
 */
export function readLimits(text: string): SecondReviewLimits {
  const pairs = text.split(',').map((pair) => /^\s*([A-Z]{3})=(\d+)\s*$/.exec(pair));
  return new Map(
    pairs.map((match) => {
      const [, currency, units] = match ?? [];
      if (currency === undefined || units === undefined) {
        throw new ManifoldError('E5001', 'The setting FRAUD_SECOND_REVIEW_FROM is not like "USD=10000,EUR=10000".');
      }
      return [currency, Number(units)] as const;
    }),
  );
}

/** How many reviewers have to agree: two on large amounts, and on those of currencies that no limit is set for. */
export function reviewersNeeded({ amountMinor, currency }: Alert, limits: SecondReviewLimits): 1 | 2 {
  const units = limits.get(currency);
  return units === undefined || amountMinor >= units * 10 ** minorDigits(currency) ? 2 : 1;
}

/**
 * The status of an alert after these decisions, each by another reviewer. An escalation does not count as a decision.
 */
export function statusAfter(decisions: readonly Pick<Decision, 'decision'>[], needed: number): Status {
  if (decisions.length === 0) return 'open';
  for (const decision of ['approve', 'decline'] as const) {
    if (decisions.filter((one) => one.decision === decision).length >= needed) return FINAL[decision];
  }
  const kinds = new Set(decisions.map(({ decision }) => decision));
  return kinds.has('escalate') || kinds.size > 1 ? 'escalated' : 'awaiting_second';
}

export const isFinal = (status: Status): status is 'approved' | 'declined' =>
  status === 'approved' || status === 'declined';

/** Four-eyes rule: a reviewer decides neither on an own transaction nor twice. */
export function refuseUnfit(alert: Alert, { owner, reviewer }: { owner: string; reviewer: string }): void {
  if (reviewer === owner) {
    throw new ManifoldError('E1004', 'You cannot review your own transaction.', {
      details: { field: 'user_id', suggestion: 'Ask a colleague who may review to decide.' },
    });
  }
  if (isFinal(alert.status)) {
    throw new ManifoldError('E2004', `This transaction has been ${alert.status} already.`, {
      details: { field: 'transaction_id', suggestion: 'fraud://{user_id}/alerts?status=open lists what waits.' },
    });
  }
  if (alert.decisions.some((decision) => decision.reviewer === reviewer)) {
    throw new ManifoldError('E1004', 'You have given your decision on this transaction; another reviewer has to.', {
      details: { field: 'transaction_id', suggestion: 'Ask a colleague who may review to decide.' },
    });
  }
}
