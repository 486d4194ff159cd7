import type { KeyObject } from 'node:crypto';
import type { AuditTable } from '../../functions/platform/audit/audit-trail.ts';
import { compareWindow, type Difference } from '../../functions/platform/audit/compare-table.ts';
import { fingerprintOf } from '../../functions/platform/audit/head.ts';
import { readRetired } from '../../functions/platform/audit/retired.ts';
import { verifySeal } from '../../functions/platform/audit/verify-seal.ts';
import { lastClosed, nameOfWindow, windowOf, windowOfHeadKey } from '../../functions/platform/audit/windows.ts';
import { LATE_LOOKS_MS, WINDOW_MS } from '../../schemas/sealed-audit.ts';
import { CommandError } from '../command/command-error.ts';
import { PassedDecisions } from './passed-decisions.ts';
import type { Progress } from './progress.ts';
import { readAhead, type SealSource } from './seal-source.ts';
import { momentOf, type TimeRange } from './time-range.ts';
import { FaultReport } from './verify-report.ts';

export interface Verification {
  readonly source: SealSource;
  /** The table with which the seal is compared; absent: the seal is checked in itself. */
  readonly table?: AuditTable;
  /** The key that is trusted; absent: that of the source. */
  readonly publicKey?: KeyObject;
  readonly from?: string;
  readonly to?: string;
  readonly now: number;
  readonly progress: Progress;
}

export interface VerifyResult {
  readonly text: string;
  readonly exitCode: 0 | 1;
}

/** Time that a sealer may take after a window is closed before the window counts as missing. */
const SEALING_MS = 7 * 60_000;
/** An event that is younger may still be sealed as late. */
const SEALED_BY_MS = (LATE_LOOKS_MS.at(-1) ?? 0) + WINDOW_MS + SEALING_MS;

/** Events that wait to be sealed as late. */
interface Awaited {
  count: number;
  first?: Difference;
}

/**
 * Checks the sealed copy, and names the first broken, missing or doubled record, window or head. Window by window, it is
 * then compared with the table.
 * @throws {CommandError} if there is nothing to check, or no end is known up to which the seal has to be whole
 */
export async function verifyCommand(verification: Verification): Promise<VerifyResult> {
  const { source, table, now, progress } = verification;
  const range = await rangeOf(verification);
  const publicKey = verification.publicKey ?? (await source.publicKey());
  const faults = new FaultReport();
  const passed = new PassedDecisions();
  const awaited: Awaited = { count: 0 };
  const retired = table ? ((await readRetired(table))?.until ?? 0) : 0;
  const count = { windows: 0, records: 0, late: 0 };
  const check = { reader: readAhead(source, range), publicKey, ...range };
  for await (const { window, head, fault } of verifySeal({ ...check, sink: (record) => passed.see(record) })) {
    count.windows += 1;
    count.records += head?.count ?? 0;
    count.late += head?.late ?? 0;
    if (head?.passed) passed.add(window, head.passed);
    if (fault) faults.seal(fault);
    else if (table) {
      for await (const difference of compareWindow(table, source, window)) {
        if (difference.kind === 'gone' && window.from < retired) continue;
        if (difference.kind !== 'unsealed' || Date.parse(difference.at) <= now - SEALED_BY_MS) faults.table(difference);
        else {
          awaited.count += 1;
          awaited.first ??= difference;
        }
      }
    }
    progress(`checked up to ${nameOfWindow(window)}, ${count.records} records`);
  }
  for (const sentence of passed.faults(range.to)) faults.table({ sentence });
  const spanned = `${new Date(range.from).toISOString()} to ${new Date(range.to).toISOString()}`;
  const key = `Key ${fingerprintOf(publicKey)}${verification.publicKey || table ? '' : trusted(source)}`;
  const isWhole = faults.isEmpty;
  const lines = [
    `${count.windows} windows, ${spanned}: ${count.records} records, ${count.late} of them late.`,
    key,
    ...passed.lines(),
    ...(isWhole ? ['The seal is whole.'] : faults.lines()),
    ...(isWhole && table ? tableLines(awaited) : []),
    ...(range.from < retired ? [`Events before ${new Date(retired).toISOString()} have left the table.`] : []),
  ];
  return { text: lines.join('\n'), exitCode: isWhole ? 0 : 1 };
}

const trusted = (source: SealSource) =>
  source.range ? ' comes from the folder itself: compare it with one that you trust, or give --public-key.' : '';

function tableLines({ count, first }: Awaited): string[] {
  if (!first) return ['The table has the same events.'];
  return [`The table has the same events, but for ${count} that will be sealed as late: ${first.sentence}`];
}

async function rangeOf({ source, from, to, now }: Verification): Promise<TimeRange> {
  const first = windowOfHeadKey((await source.firstKey()) ?? '');
  if (!first) throw new CommandError('Nothing is sealed there yet: the first window is sealed within ten minutes.');
  const known = source.range?.();
  if (source.range && to === undefined && !known) {
    throw new CommandError('The folder does not say up to when it was downloaded: give the time with --to.');
  }
  const end = to === undefined ? (known?.to ?? lastClosed(now - SEALING_MS).to) : windowOf(momentOf(to, now)).from;
  const start = from === undefined ? (known?.from ?? first.from) : windowOf(momentOf(from, now)).from;
  const range = { from: Math.max(start, source.range ? 0 : first.from), to: end };
  if (range.from < range.to) return range;
  throw new CommandError(
    'No window lies between these times, or none is due yet: windows are sealed within ten minutes.',
  );
}
