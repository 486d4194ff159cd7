import { decimalOf } from '../../functions/core/money/money.ts';
import type { Evaluation } from './evaluate.ts';
import { atThreshold, averagePrecision, precisionPerDay, roc } from './measures.ts';

export interface Costs {
  /** Cost of one review, in minor units; a missed fraud costs its amount. */
  readonly reviewMinor: number;
  readonly currency: string;
}

const THRESHOLDS = [10, 25, 50, 75];
const PER_DAY = 100;
const share = (value: number) => value.toFixed(4);
const moment = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

/** The measures of an evaluation, in lines for people. */
export function tableOf(evaluation: Evaluation, { reviewMinor, currency }: Costs): string {
  const { scored, transactions, from, measuredFrom, to } = evaluation;
  const frauds = scored.filter(({ fraud }) => fraud);
  const money = (minor: number) => `${decimalOf({ minor, currency })} ${currency}`;
  const nothing = frauds.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const rows = THRESHOLDS.map((threshold) => atThreshold(scored, { threshold, reviewMinor }));
  return [
    `Transactions         ${transactions}, ${moment(from)} to ${moment(to)} UTC`,
    `Measured             ${scored.length} from ${moment(measuredFrom)} on, ${frauds.length} of them fraud (${share(frauds.length / scored.length)})`,
    `AUC                  ${share(roc(scored).auc)}`,
    `Average precision    ${share(averagePrecision(scored))}`,
    `Precision@${PER_DAY}/day    ${share(precisionPerDay(scored, PER_DAY))}`,
    '',
    `Cost: a missed fraud costs its amount, a review ${money(reviewMinor)}, all else nothing.`,
    'score from   alarms   precision   recall   cost',
    ...rows.map((row) =>
      [
        String(row.threshold).padEnd(12),
        String(row.alarms).padEnd(8),
        share(row.precision).padEnd(11),
        share(row.recall).padEnd(8),
        money(row.costMinor),
      ].join(' '),
    ),
    `${'no scoring'.padEnd(12)} ${'0'.padEnd(8)} ${'-'.padEnd(11)} ${share(0).padEnd(8)} ${money(nothing)}`,
  ].join('\n');
}
