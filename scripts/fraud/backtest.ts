/** What settings would have flagged, beside what the settings that hold would have. Histories are built anew for each. */
import { isAlert, LEVELS, type Level } from '../../functions/families/fraud/scoring/levels.ts';
import { scoreTransaction } from '../../functions/families/fraud/scoring/scorer.ts';
import type { ScoringPolicy } from '../../functions/families/fraud/scoring/scoring-policy.ts';
import { type FraudSettings, policyOf } from '../../functions/families/fraud/settings/settings.ts';
import { type Labelled, replay } from './replay.ts';

export interface BacktestSide {
  readonly levels: Readonly<Record<Level, number>>;
  readonly alerts: number;
  /** Of the transactions that reviewers declined, or approved. */
  readonly declinedFound: number;
  readonly approvedFlagged: number;
}

export interface Backtest {
  readonly scans: number;
  readonly declined: number;
  readonly approved: number;
  readonly live: BacktestSide;
  readonly candidate: BacktestSide;
}

export async function backtest(
  scans: readonly Labelled[],
  { live, candidate }: { live: FraudSettings; candidate: FraudSettings },
): Promise<Backtest> {
  const count = (fraud: boolean) => scans.filter((scan) => scan.fraud === fraud).length;
  return {
    scans: scans.length,
    declined: count(true),
    approved: count(false),
    live: await sideOf(scans, policyOf(live)),
    candidate: await sideOf(scans, policyOf(candidate)),
  };
}

async function sideOf(scans: readonly Labelled[], policy: ScoringPolicy): Promise<BacktestSide> {
  const levels = Object.fromEntries(LEVELS.map((level) => [level, 0])) as Record<Level, number>;
  let [alerts, declinedFound, approvedFlagged] = [0, 0, 0];
  await replay(scans, {
    holdDays: policy.holdDays,
    look({ customer, transaction, fraud }, known) {
      const { level } = scoreTransaction(transaction, known, { policy, customer });
      levels[level] += 1;
      if (!isAlert(level)) return false;
      alerts += 1;
      if (fraud === true) declinedFound += 1;
      if (fraud === false) approvedFlagged += 1;
      return true;
    },
  });
  return { levels, alerts, declinedFound, approvedFlagged };
}

export function backtestTable({ scans, declined, approved, live, candidate }: Backtest): string {
  const row = (name: string, of: (side: BacktestSide) => number) =>
    `${name.padEnd(34)} ${String(of(live)).padStart(10)} ${String(of(candidate)).padStart(10)}`;
  return [
    `${scans} scans; reviewers declined ${declined} and approved ${approved} of them.`,
    `${''.padEnd(34)} ${'live'.padStart(10)} ${'candidate'.padStart(10)}`,
    row('alerts', ({ alerts }) => alerts),
    ...LEVELS.map((level) => row(`  ${level}`, ({ levels }) => levels[level])),
    row('declined ones that are flagged', ({ declinedFound }) => declinedFound),
    row('approved ones that are flagged', ({ approvedFlagged }) => approvedFlagged),
    'What several customers share (devices, cards, addresses, busy merchants) is left out.',
  ].join('\n');
}
