import type { SealedRecord, WindowHead } from '../../../schemas/sealed-audit.ts';
import { eventId, hashOfLine, type ReadRecord, readRecords, sha256, UnreadableRecords } from './chain.ts';
import { nameOfWindow, type SealWindow, windowOf } from './windows.ts';

/** Something that is not as it was sealed. */
export interface SealFault {
  readonly window: SealWindow;
  readonly kind: 'missing' | 'broken' | 'doubled' | 'foreign' | 'unsealed';
  /** Place of the record in its window, from 0. */
  readonly record?: number;
  readonly sentence: string;
}

export interface WindowRecords {
  readonly records: readonly SealedRecord[];
  /** The first that is wrong; what comes after it in the window tells nothing new. */
  readonly fault?: SealFault;
}

/**
 * Holds the records of a window against its head, whose signature is good.
 *
 * @param object as it lies in the bucket; undefined where there is none
 * @param seen ids of all events that were seen in windows before; those of this one are added
 */
export function verifyRecords(
  window: SealWindow,
  head: WindowHead,
  object: Uint8Array | undefined,
  seen: Set<string>,
): WindowRecords {
  const fault = (kind: SealFault['kind'], sentence: string, record?: number): WindowRecords => ({
    records: [],
    fault: { window, kind, sentence, ...(record === undefined ? {} : { record }) },
  });
  const name = nameOfWindow(window);
  if (head.count === 0) {
    return object
      ? fault('foreign', `The window ${name} has records, but its head says that there are none.`)
      : { records: [] };
  }
  if (!object) return fault('missing', `The records of the window ${name} are missing: its head counts ${head.count}.`);
  let records: ReadRecord[];
  try {
    records = readRecords(object);
  } catch (error) {
    if (!(error instanceof UnreadableRecords)) throw error;
    return fault('broken', `The records of the window ${name} cannot be read. ${error.message}`);
  }
  let previous = head.previousHead;
  for (const [place, read] of records.entries()) {
    const { record } = read;
    const what = `Record ${place} of the window ${name} (${describe(record)})`;
    const id = eventId(record.event);
    if (seen.has(id)) return fault('doubled', `${what} is there twice.`, place);
    seen.add(id);
    if (record.index > place)
      return fault('missing', `Record ${place} of the window ${name} is missing: ${record.index} comes next.`, place);
    if (hashOfLine(read, head.format) !== record.hash)
      return fault('broken', `${what} was changed: its bytes have another hash than it says.`, place);
    if (record.previous !== previous || record.index !== place) {
      return fault('broken', `${what} does not follow the record before it.`, place);
    }
    if (place === 0 && record.hash !== head.firstHash)
      return fault('broken', `${what} is not the first that the head names.`, place);
    if (!isInPlace(window, record))
      return fault('broken', `${what} lies outside of the window and is not marked late.`, place);
    previous = record.hash;
  }
  const last = records.length - 1;
  if (records.length < head.count) {
    return fault(
      'missing',
      `Record ${records.length} of the window ${name} is missing: its head counts ${head.count}.`,
      records.length,
    );
  }
  if (records.length > head.count)
    return fault('foreign', `The window ${name} has more records than the ${head.count} of its head.`, head.count);
  if (previous !== head.lastHash)
    return fault('broken', `Record ${last} of the window ${name} is not the last that the head names.`, last);
  if (head.format !== 'manifold-audit-1' && head.objectHash !== sha256(object))
    return fault('broken', `The object of the window ${name} is not byte by byte what was sealed.`);
  return { records: records.map(({ record }) => record) };
}

function isInPlace(window: SealWindow, { late, event }: SealedRecord): boolean {
  const { from } = windowOf(Date.parse(event.at));
  return late ? from < window.from : from === window.from;
}

const describe = ({ event }: SealedRecord) => `${event.phase} of call ${event.callId}, ${event.at}`;
