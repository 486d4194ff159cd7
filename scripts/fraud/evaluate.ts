/** Runs the family's own scorer over a labelled data set, in the order of time, and measures it on the later part. */
import { isAlert } from '../../functions/families/fraud/scoring/levels.ts';
import { scoreTransaction } from '../../functions/families/fraud/scoring/scorer.ts';
import { DEFAULT_POLICY, type ScoringPolicy } from '../../functions/families/fraud/scoring/scoring-policy.ts';
import { DAY, dayOf } from '../../functions/families/fraud/scoring/transaction.ts';
import type { Scored } from './measures.ts';
import { readLabelled } from './read-csv.ts';
import { replay } from './replay.ts';

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
  /** First day that is measured, counted from 1; by default, the day from which 30 % of the time span are left. */
  readonly fromDay?: number | undefined;
  readonly policy?: ScoringPolicy;
  /** Called from time to time with the number of transactions that were read. */
  progress(seen: number): void;
}

/**
 * Reads the file twice, first for its time span, and keeps only histories and scores in memory.
 *
 * @throws {Error} in a sentence, if a line is not valid or the later part cannot be measured
 */
export async function evaluate(file: string, run: Run): Promise<Evaluation> {
  const { currency, fromDay, policy = DEFAULT_POLICY, progress } = run;
  const { from, to } = await spanOf(file, currency);
  const measuredFrom = fromDay === undefined ? to - (to - from) * MEASURED_SHARE : (dayOf(from) + fromDay - 1) * DAY;
  const scored: Scored[] = [];
  let transactions = 0;
  await replay(readLabelled(file, currency), {
    holdDays: policy.holdDays,
    look({ customer, transaction, fraud }, known) {
      const { at, amountMinor } = transaction;
      const { score, level } = scoreTransaction(transaction, known, { policy, customer });
      if (at >= measuredFrom) scored.push({ at, score, fraud: fraud === true, amountMinor });
      transactions += 1;
      if (transactions % 20_000 === 0) progress(transactions);
      return isAlert(level);
    },
  });
  const frauds = scored.filter(({ fraud }) => fraud).length;
  if (frauds === 0 || frauds === scored.length) {
    throw new Error(
      `${file}: its later part has ${frauds} frauds of ${scored.length}; it takes both kinds to measure.`,
    );
  }
  return { scored, transactions, from, measuredFrom, to };
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
