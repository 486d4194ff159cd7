import type { KeyObject } from 'node:crypto';
import { eventsBetween } from '../../functions/platform/audit/audit-reader.ts';
import type { AuditTable } from '../../functions/platform/audit/audit-trail.ts';
import {
  type Difference,
  type TableComparison,
  tableComparison,
} from '../../functions/platform/audit/compare-table.ts';
import { fingerprintOf } from '../../functions/platform/audit/head.ts';
import { verifySeal } from '../../functions/platform/audit/verify-seal.ts';
import type { SealFault } from '../../functions/platform/audit/verify-window.ts';
import {
  lastClosed,
  nameOfWindow,
  windowAfter,
  windowOf,
  windowOfKey,
} from '../../functions/platform/audit/windows.ts';
import { LATE_LOOKS_MS, WINDOW_MS } from '../../schemas/sealed-audit.ts';
import { AuditCommandError } from './audit-command-error.ts';
import type { Progress } from './progress.ts';
import { readAhead, type SealSource } from './seal-source.ts';
import { momentOf, type TimeRange } from './time-range.ts';

export interface Verification {
  readonly source: SealSource;
  /** The table to hold the seal against; absent: the seal is checked in itself. */
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
/** More faults than this say nothing new. */
const MOST_SHOWN = 20;

/**
 * Checks the sealed copy, and names the first broken, missing or doubled record, window or head.
 * @throws AuditCommandError where there is nothing to check, or no end is known up to which it has to be whole
 */
export async function verifyCommand(verification: Verification): Promise<VerifyResult> {
  const { source, table, now, progress } = verification;
  const range = await rangeOf(verification);
  const publicKey = verification.publicKey ?? (await source.publicKey());
  const faults: SealFault[] = [];
  const comparison = tableComparison();
  const count = { windows: 0, records: 0, late: 0 };
  for await (const { window, records, fault } of verifySeal({
    reader: readAhead(source, range),
    publicKey,
    ...range,
  })) {
    count.windows += 1;
    count.records += records.length;
    count.late += records.filter(({ late }) => late).length;
    if (fault) faults.push(fault);
    if (table) comparison.sealed(records);
    progress(`checked up to ${nameOfWindow(window)}, ${count.records} records`);
  }
  const found = table ? await compare(table, { comparison, range, progress }) : [];
  // What is younger than the last look for late events may still be sealed.
  const settled = now - Math.max(...LATE_LOOKS_MS) - WINDOW_MS - SEALING_MS;
  const awaited = found.filter(({ kind, at }) => kind === 'unsealed' && Date.parse(at) > settled);
  const differences = faults.length > 0 ? found : found.filter((difference) => !awaited.includes(difference));
  const spanned = `${new Date(range.from).toISOString()} to ${new Date(range.to).toISOString()}`;
  const summary = `${count.windows} windows, ${spanned}: ${count.records} records, ${count.late} of them late.`;
  const key = `Key ${fingerprintOf(publicKey)}${verification.publicKey || table ? '' : trusted(source)}`;
  const isWhole = faults.length === 0 && differences.length === 0;
  const lines = [
    summary,
    key,
    ...(isWhole ? ['The seal is whole.'] : faultLines(faults, differences)),
    ...(isWhole && table ? tableLines(awaited) : []),
  ];
  return { text: lines.join('\n'), exitCode: isWhole ? 0 : 1 };
}

const trusted = (source: SealSource) =>
  source.range ? ' comes from the folder itself: hold it against one that you trust, or give --public-key.' : '';

function tableLines(awaited: readonly Difference[]): string[] {
  const [first] = awaited;
  if (!first) return ['The table has the same events.'];
  return [`The table has the same events, but for ${awaited.length} that will be sealed as late: ${first.sentence}`];
}

function faultLines(faults: readonly SealFault[], differences: readonly Difference[]): string[] {
  const sentences = [...joined(faults), ...differences.map(({ sentence }) => sentence)];
  const [first = '', ...others] = sentences;
  return [
    `First fault: ${first}`,
    ...others.slice(0, MOST_SHOWN).map((sentence) => `  then: ${sentence}`),
    ...(others.length > MOST_SHOWN ? [`  and ${others.length - MOST_SHOWN} more.`] : []),
  ];
}

/** Windows that are missing one after another are one sentence. */
function* joined(faults: readonly SealFault[]): Generator<string> {
  let index = 0;
  while (index < faults.length) {
    const start = faults[index];
    let end = start;
    let next = faults[index + 1];
    while (start && end && next && isGap(start) && isGap(next) && next.window.from === windowAfter(end.window).from) {
      end = next;
      index += 1;
      next = faults[index + 1];
    }
    index += 1;
    if (!start || !end) return;
    const windows = (end.window.from - start.window.from) / WINDOW_MS + 1;
    yield windows === 1
      ? start.sentence
      : `The ${windows} windows ${nameOfWindow(start.window)} to ${nameOfWindow(end.window)} are missing: they have no heads.`;
  }
}

const isGap = ({ kind, sentence }: SealFault) => kind === 'missing' && sentence.includes('no head');

async function compare(
  table: AuditTable,
  { comparison, range, progress }: { comparison: TableComparison; range: TimeRange; progress: Progress },
): Promise<Difference[]> {
  const differences: Difference[] = [];
  // A record that is late in the first windows belongs to a time before them; the seal of that time was not read.
  const from = range.from - Math.max(...LATE_LOOKS_MS);
  for await (const { hour, events } of eventsBetween(table, { from, to: range.to })) {
    const found = comparison.inTable(events);
    differences.push(...found.filter(({ kind, at }) => kind === 'changed' || Date.parse(at) >= range.from));
    progress(`compared with the table up to ${hour}`);
  }
  return [...differences, ...comparison.notInTable()];
}

async function rangeOf({ source, from, to, now }: Verification): Promise<TimeRange> {
  const first = windowOfKey((await source.firstKey()) ?? '');
  if (!first)
    throw new AuditCommandError('Nothing is sealed there yet: the first window is sealed within ten minutes.');
  const known = source.range?.();
  if (source.range && to === undefined && !known) {
    throw new AuditCommandError('The folder does not say up to when it was downloaded: give the time with --to.');
  }
  const end = to === undefined ? (known?.to ?? lastClosed(now - SEALING_MS).to) : windowOf(momentOf(to, now)).from;
  const start = from === undefined ? (known?.from ?? first.from) : windowOf(momentOf(from, now)).from;
  const range = { from: Math.max(start, source.range ? 0 : first.from), to: end };
  if (range.from < range.to) return range;
  throw new AuditCommandError(
    'No window lies between these times, or none is due yet: windows are sealed within ten minutes.',
  );
}
