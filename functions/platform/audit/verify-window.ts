import type { SealedRecord, WindowHead } from '../../../schemas/sealed-audit.ts';
import {
  eventId,
  hashOfLine,
  hashOfObjects,
  type ReadRecord,
  readRecords,
  sha256,
  UnreadableRecords,
} from './chain.ts';
import { inWindow } from './event-order.ts';
import { isOldFormat, recordKeysOf, type SealReader } from './sealed-records.ts';
import { NOTHING_SEALED, placeAfter, type SealedSoFar, withRecord } from './segments.ts';
import { nameOfWindow, oldRecordsKey, type SealWindow, segmentKey, windowOf } from './windows.ts';

/** A difference between what was sealed and what is there. */
export interface SealFault {
  readonly window: SealWindow;
  readonly kind: 'missing' | 'broken' | 'doubled' | 'foreign' | 'unsealed';
  /** Place of the record in its window, from 0. */
  readonly record?: number;
  readonly sentence: string;
}

/** A fault as its finder knows it: the window is added by the caller. */
type Found = Omit<SealFault, 'window'>;

/** Takes each record that was found to be right. */
export type RecordSink = (record: SealedRecord) => void;

/**
 * Checks the records of a window against its head, whose signature is good. Holds one segment at a time.
 *
 * @returns the first fault of the window; later ones would follow from it
 */
export async function verifyRecords(
  reader: SealReader,
  { window, head }: { window: SealWindow; head: WindowHead },
  sink: RecordSink,
): Promise<SealFault | undefined> {
  const found = (await faultInRecords(reader, window, head, sink)) ?? (await foreignObject(reader, window, head));
  return found && { window, ...found };
}

async function faultInRecords(
  reader: SealReader,
  window: SealWindow,
  head: WindowHead,
  sink: RecordSink,
): Promise<Found | undefined> {
  const name = nameOfWindow(window);
  const check = recordCheck(window, head);
  let sums: SealedSoFar = NOTHING_SEALED;
  let objectHash = '';
  for (const key of recordKeysOf(window, head)) {
    const object = await reader.object(key);
    if (!object) {
      return {
        kind: 'missing',
        sentence: `Records of the window ${name} are missing, since there is no ${key}: its head counts ${head.count}.`,
      };
    }
    objectHash = isOldFormat(head) ? sha256(object) : hashOfObjects(objectHash, object);
    try {
      for (const read of readRecords(object)) {
        const fault = check(read, sums);
        if (fault) return fault;
        sums = withRecord(sums, read.record);
        sink(read.record);
      }
    } catch (error) {
      if (!(error instanceof UnreadableRecords)) throw error;
      return { kind: 'broken', sentence: `The records of the window ${name} cannot be read. ${error.message}` };
    }
  }
  return faultInSums(name, head, sums) ?? faultInObjects(name, head, objectHash);
}

function faultInSums(name: string, head: WindowHead, { count, lastHash }: SealedSoFar): Found | undefined {
  if (count < head.count) {
    const sentence = `Record ${count} of the window ${name} is missing: its head counts ${head.count}.`;
    return { kind: 'missing', record: count, sentence };
  }
  if (count > head.count) {
    const sentence = `The window ${name} has more records than the ${head.count} of its head.`;
    return { kind: 'foreign', record: head.count, sentence };
  }
  if (lastHash === head.lastHash) return undefined;
  const sentence = `Record ${count - 1} of the window ${name} is not the last that the head names.`;
  return { kind: 'broken', record: count - 1, sentence };
}

function faultInObjects(name: string, head: WindowHead, objectHash: string): Found | undefined {
  if (head.count === 0 || head.format === 'manifold-audit-1' || head.objectHash === objectHash) return undefined;
  const sentence = `The objects of the window ${name} are not byte by byte what was sealed.`;
  return { kind: 'broken', sentence };
}

/** An object in the place of the segment that would come next. Behind a passed window some may be left. */
async function foreignObject(reader: SealReader, window: SealWindow, head: WindowHead): Promise<Found | undefined> {
  if (head.passed) return undefined;
  if (isOldFormat(head) && head.count > 0) return undefined;
  const key = isOldFormat(head) ? oldRecordsKey(window) : segmentKey(window, head.segments ?? 0);
  if (!(await reader.object(key))) return undefined;
  const sentence = `The window ${nameOfWindow(window)} has records in ${key}, which its head does not count.`;
  return { kind: 'foreign', sentence };
}

/** Checks one record after the other, each with the sums over those before it. */
function recordCheck(window: SealWindow, head: WindowHead) {
  const name = nameOfWindow(window);
  // Windows of old formats are in another order, so that doubled records need not be neighbours there.
  const seen = isOldFormat(head) ? new Set<string>() : undefined;
  let before: SealedRecord | undefined;
  return (read: ReadRecord, sums: SealedSoFar): Found | undefined => {
    const { record } = read;
    const place = sums.count;
    const what = `Record ${place} of the window ${name} (${describe(record)})`;
    const fault = (kind: SealFault['kind'], sentence: string): Found => ({ kind, sentence, record: place });
    const order = before && !seen ? inWindow(before.event, record.event) : -1;
    const id = seen && eventId(record.event);
    if (order === 0 || (id && seen?.has(id))) return fault('doubled', `${what} is there twice.`);
    if (id) seen?.add(id);
    if (record.index > place)
      return fault('missing', `Record ${place} of the window ${name} is missing: ${record.index} comes next.`);
    if (hashOfLine(read, head.format) !== record.hash)
      return fault('broken', `${what} was changed: its bytes have another hash than it says.`);
    const expected = placeAfter(sums, head.previousHead);
    if (record.previous !== expected.previous || record.index !== expected.index)
      return fault('broken', `${what} does not follow the record before it.`);
    if (place === 0 && record.hash !== head.firstHash)
      return fault('broken', `${what} is not the first that the head names.`);
    if (!isInPlace(window, record))
      return fault('broken', `${what} lies outside of the window and is not marked late.`);
    if (order > 0) return fault('broken', `${what} stands out of order.`);
    before = record;
    return undefined;
  };
}

function isInPlace(window: SealWindow, { late, event }: SealedRecord): boolean {
  const { from } = windowOf(Date.parse(event.at));
  return late ? from < window.from : from === window.from;
}

const describe = ({ event }: SealedRecord) => `${event.phase} of call ${event.callId}, ${event.at}`;
