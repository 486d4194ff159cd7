/** Runs the family's own scorer over a labelled data set, in the order of time, and measures it on the later part. */
import { EMPTY_MERCHANT, type MerchantRecord, note } from '../../functions/families/fraud/scoring/merchant-record.ts';
import { EMPTY_PROFILE, type Profile, remember } from '../../functions/families/fraud/scoring/profile.ts';
import { scoreTransaction } from '../../functions/families/fraud/scoring/scorer.ts';
import type { ScoredTransaction } from '../../functions/families/fraud/scoring/transaction.ts';
import type { Scored } from './measures.ts';
import { readLabelled } from './read-csv.ts';

/** Share of the time span that is measured, at its end; earlier transactions only build the histories. */
export const MEASURED_SHARE = 0.3;

export interface Evaluation {
  readonly scored: readonly Scored[];
  readonly transactions: number;
  readonly from: number;
  readonly measuredFrom: number;
  readonly to: number;
}

export interface Run {
  /** Currency of the file: costs in several currencies could not be added up. */
  readonly currency: string;
  /** Called from time to time with the number of transactions that were read. */
  progress(seen: number): void;
}

/**
 * Reads the file twice, first for its time span, and keeps only histories and scores in memory.
 *
 * @throws {Error} in a sentence, if a line is not valid or the later part cannot be measured
 */
export async function evaluate(file: string, { currency, progress }: Run): Promise<Evaluation> {
  const { from, to } = await spanOf(file, currency);
  const measuredFrom = to - (to - from) * MEASURED_SHARE;
  const profiles = new Map<string, Profile>();
  const merchants = new Map<string, MerchantRecord>();
  const scored: Scored[] = [];
  let transactions = 0;
  for await (const { customer, transaction, fraud } of readLabelled(file, currency)) {
    const { at, amountMinor } = transaction;
    const payee = payeeOf(transaction);
    const profile = profiles.get(customer) ?? EMPTY_PROFILE;
    const merchant = (payee && merchants.get(payee)) || EMPTY_MERCHANT;
    if (at >= measuredFrom) {
      const { score } = await scoreTransaction(transaction, { profile, merchant });
      scored.push({ at, score, fraud, amountMinor });
    }
    profiles.set(customer, remember(profile, transaction));
    if (payee) {
      // The label may be stored at once: rates read only days whose labels would be known by now.
      const noted = note(merchant, at, 'transaction');
      merchants.set(payee, fraud ? note(noted, at, 'fraud') : noted);
    }
    transactions += 1;
    if (transactions % 20_000 === 0) progress(transactions);
  }
  const frauds = scored.filter(({ fraud }) => fraud).length;
  if (frauds === 0 || frauds === scored.length) {
    throw new Error(
      `${file}: its later part has ${frauds} frauds of ${scored.length}; it takes both kinds to measure.`,
    );
  }
  return { scored, transactions, from, measuredFrom, to };
}

/** The receiver of a transaction: the merchant, else the payee. */
function payeeOf({ merchant, counterparty }: ScoredTransaction): string | undefined {
  if (merchant) return `m:${merchant.id}`;
  return counterparty === undefined ? undefined : `p:${counterparty}`;
}

async function spanOf(file: string, currency: string): Promise<{ from: number; to: number }> {
  let from: number | undefined;
  let to = 0;
  for await (const { transaction } of readLabelled(file, currency)) {
    from ??= transaction.at;
    to = transaction.at;
  }
  if (from === undefined) throw new Error(`${file} holds no transaction.`);
  return { from, to };
}
