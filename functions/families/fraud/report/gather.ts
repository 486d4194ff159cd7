/** What a report says, from the scans and alerts of its period. Pure. */
import { decimalOf } from '../../../core/money/money.ts';
import { LEVELS, type Level } from '../scoring/levels.ts';
import type { Alert, ScanLine, Status } from '../store/records.ts';
import type { Period } from './period.ts';

export interface ReportRow {
  readonly transaction_id: string;
  readonly occurred_at: string;
  readonly amount: string;
  readonly currency: string;
  readonly merchant_id: string;
  readonly risk_score: number;
  readonly level: Level;
  readonly flags: readonly string[];
  /** Status of the review; empty if the transaction was not flagged. */
  readonly status: Status | '';
}

export interface Report {
  readonly report_id: string;
  readonly user_id: string;
  readonly start_date: string;
  readonly end_date: string;
  readonly made_at: string;
  readonly totals: {
    readonly transactions: number;
    readonly flagged: number;
    readonly by_level: Readonly<Record<Level, number>>;
    readonly by_status: Readonly<Record<string, number>>;
    readonly by_currency: readonly { currency: string; transactions: number; amount: string; flagged_amount: string }[];
    readonly by_flag: readonly { code: string; times: number }[];
  };
  readonly transactions: readonly ReportRow[];
}

export interface Gathered {
  readonly reportId: string;
  readonly owner: string;
  readonly period: Period;
  readonly madeAt: number;
  readonly scans: readonly ScanLine[];
  readonly alerts: readonly Alert[];
}

export function reportOf({ reportId, owner, period, madeAt, scans, alerts }: Gathered): Report {
  const statuses = new Map(alerts.map(({ transactionId, status }) => [transactionId, status]));
  return {
    report_id: reportId,
    user_id: owner,
    start_date: period.from,
    end_date: period.to,
    made_at: new Date(madeAt).toISOString(),
    totals: {
      transactions: scans.length,
      flagged: alerts.length,
      by_level: Object.fromEntries(
        LEVELS.map((level) => [level, scans.filter((scan) => scan.level === level).length]),
      ) as Record<Level, number>,
      by_status: counted(alerts.map(({ status }) => status)),
      by_currency: currencyTotals(scans, statuses),
      by_flag: Object.entries(counted(scans.flatMap(({ codes }) => codes)))
        .map(([code, times]) => ({ code, times }))
        .sort((one, other) => other.times - one.times || (one.code < other.code ? -1 : 1)),
    },
    transactions: scans.map((scan) => ({
      transaction_id: scan.transactionId,
      occurred_at: new Date(scan.at).toISOString(),
      amount: decimalOf({ minor: scan.amountMinor, currency: scan.currency }),
      currency: scan.currency,
      merchant_id: scan.merchantId ?? '',
      risk_score: scan.score,
      level: scan.level,
      flags: scan.codes,
      status: statuses.get(scan.transactionId) ?? '',
    })),
  };
}

function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function currencyTotals(scans: readonly ScanLine[], flagged: ReadonlyMap<string, Status>) {
  const currencies = [...new Set(scans.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const own = scans.filter((scan) => scan.currency === currency);
    const sum = (of: readonly ScanLine[]) =>
      decimalOf({ currency, minor: of.reduce((total, { amountMinor }) => total + amountMinor, 0) });
    return {
      currency,
      transactions: own.length,
      amount: sum(own),
      flagged_amount: sum(own.filter(({ transactionId }) => flagged.has(transactionId))),
    };
  });
}
