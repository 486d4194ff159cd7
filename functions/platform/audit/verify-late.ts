import { LATE_LOOKS_MS, type SealedRecord, type SignedHead } from '../../../schemas/sealed-audit.ts';
import { UnreadableRecords } from './chain.ts';
import { byTenant } from './event-order.ts';
import { joinOrdered, OutOfOrder } from './ordered-streams.ts';
import { recordsOf, type SealReader, sealedFor } from './sealed-records.ts';
import type { SealFault } from './verify-window.ts';
import { nameOfWindow, type SealWindow, windowOf } from './windows.ts';

/**
 * Looks for a late record of a window whose event was sealed before: by its own window, or by an earlier look. Reads the
 * windows of the late records once more; few windows have any.
 */
export async function doubledLateRecord(
  reader: SealReader,
  window: SealWindow,
  { head }: SignedHead,
): Promise<SealFault | undefined> {
  if (head.late === 0) return undefined;
  try {
    for (const source of await sourcesOf(reader, window, head)) {
      const late = lateOf(recordsOf(reader, window, head), source);
      // The looks before the one that wrote this window.
      const looks = LATE_LOOKS_MS.filter((age) => source.from + age < window.from);
      const pairs = joinOrdered(late, sealedFor(reader, source, looks), (a: SealedRecord, b: SealedRecord) =>
        byTenant(a.event, b.event),
      );
      for await (const { left, right } of pairs) {
        if (!left || !right) continue;
        const { index, event } = left;
        const what = `Record ${index} of the window ${nameOfWindow(window)} (${event.phase} of call ${event.callId}, ${event.at})`;
        return { window, kind: 'doubled', record: index, sentence: `${what} is there twice.` };
      }
    }
  } catch (error) {
    // The fault of the other window is reported in its own turn.
    if (!(error instanceof UnreadableRecords || error instanceof OutOfOrder)) throw error;
  }
  return undefined;
}

async function* lateOf(records: AsyncIterable<SealedRecord>, source: SealWindow): AsyncGenerator<SealedRecord> {
  for await (const record of records) if (record.late && fromOf(record) === source.from) yield record;
}

/** The windows to which late records of a window belong. */
async function sourcesOf(reader: SealReader, window: SealWindow, head: SignedHead['head']): Promise<SealWindow[]> {
  const sources = new Map<number, SealWindow>();
  for await (const record of recordsOf(reader, window, head)) {
    if (record.late) sources.set(fromOf(record), windowOf(fromOf(record)));
  }
  return [...sources.values()];
}

const fromOf = ({ event }: SealedRecord) => windowOf(Date.parse(event.at)).from;
