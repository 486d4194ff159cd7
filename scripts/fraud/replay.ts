/**
 * Transactions in the order of time, each with the history that the family would have of it at that moment: the modules
 * of scan_transaction, with histories in memory. A label is used only after the days that a review takes.
 */
import type { Known } from '../../functions/families/fraud/scoring/facts.ts';
import {
  DAYS_UNTIL_KNOWN,
  EMPTY_MERCHANT,
  type MerchantRecord,
  note,
} from '../../functions/families/fraud/scoring/merchant-record.ts';
import {
  EMPTY_PROFILE,
  holdBack,
  type Profile,
  releaseOld,
  remember,
  settle,
} from '../../functions/families/fraud/scoring/profile.ts';
import { DAY, type ScoredTransaction } from '../../functions/families/fraud/scoring/transaction.ts';

export interface Labelled {
  readonly customer: string;
  readonly transaction: ScoredTransaction;
  /** Undefined without a final review. */
  readonly fraud: boolean | undefined;
}

export interface Replay {
  readonly holdDays: number;
  /** Looks at a transaction. True if it is flagged, so that its history is held back. */
  look(labelled: Labelled, known: Known): boolean | Promise<boolean>;
}

interface Waiting extends Labelled {
  readonly until: number;
}

export async function replay(
  all: AsyncIterable<Labelled> | Iterable<Labelled>,
  { holdDays, look }: Replay,
): Promise<void> {
  const profiles = new Map<string, Profile>();
  const merchants = new Map<string, MerchantRecord>();
  const waiting: Waiting[] = [];
  let decided = 0;
  for await (const labelled of all) {
    const { customer, transaction, fraud } = labelled;
    const { at } = transaction;
    for (; (waiting[decided]?.until ?? Number.POSITIVE_INFINITY) <= at; decided += 1) {
      const one = waiting[decided];
      const profile = one && profiles.get(one.customer);
      if (profile) profiles.set(one.customer, settle(profile, one.transaction.id, one.fraud ? 'fraud' : 'honest'));
    }
    const payee = payeeOf(transaction);
    const profile = releaseOld(profiles.get(customer) ?? EMPTY_PROFILE, { at, days: holdDays });
    const merchant = (payee && merchants.get(payee)) || EMPTY_MERCHANT;
    const flagged = await look(labelled, { profile, merchant });
    profiles.set(customer, flagged ? holdBack(profile, transaction) : remember(profile, transaction));
    if (flagged && fraud !== undefined) waiting.push({ ...labelled, until: at + DAYS_UNTIL_KNOWN * DAY });
    if (payee) {
      // The label may be stored at once: rates read only days whose labels would be known by now.
      const noted = note(merchant, at, 'transaction');
      merchants.set(payee, fraud ? note(noted, at, 'fraud') : noted);
    }
  }
}

/** The receiver of a transaction: the merchant, else the payee. */
function payeeOf({ merchant, counterparty }: ScoredTransaction): string | undefined {
  if (merchant) return `m:${merchant.id}`;
  return counterparty === undefined ? undefined : `p:${counterparty}`;
}
