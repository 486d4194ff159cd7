import { LATE_LOOKS_MS, type SealedRecord, type SignedHead, type WindowHead } from '../../../schemas/sealed-audit.ts';
import { readRecords, UnreadableRecords, unpackRecords } from './chain.ts';
import { byTenant, inWindow } from './event-order.ts';
import { parseHead } from './head.ts';
import { mergeOrdered } from './ordered-streams.ts';
import { headKey, nameOfWindow, oldRecordsKey, passedKey, type SealWindow, segmentKey, windowOf } from './windows.ts';

/** Reads sealed objects: from a bucket, or from a folder into which one was downloaded. */
export interface SealReader {
  /** The object under a key; undefined for a key without an object. */
  object(key: string): Promise<Uint8Array | undefined>;
}

/** The head of a window, or in its place that of a passed window; undefined if neither can be read. */
export async function headOf(reader: SealReader, window: SealWindow): Promise<SignedHead | undefined> {
  for (const key of [headKey(window), passedKey(window)]) {
    const object = await reader.object(key);
    const head = object && parseHead(object);
    if (head) return head;
  }
  return undefined;
}

/** Whether a head is of a format that has one object of records. */
export const isOldFormat = ({ format }: WindowHead): boolean => format !== 'manifold-audit-3';

/** Keys of a window's records, in order. */
export function* recordKeysOf(window: SealWindow, head: WindowHead): Generator<string> {
  if (isOldFormat(head)) {
    if (head.count > 0) yield oldRecordsKey(window);
    return;
  }
  for (let segment = 0; segment < (head.segments ?? 0); segment += 1) yield segmentKey(window, segment);
}

/**
 * Records of a window in the order `inWindow`. They are read, not verified. A window of an old format is held as a whole.
 * @throws {UnreadableRecords} for an object that is missing or cannot be read
 */
export async function* recordsOf(
  reader: SealReader,
  window: SealWindow,
  head: WindowHead,
): AsyncGenerator<SealedRecord> {
  for (const key of recordKeysOf(window, head)) {
    yield* inOrder(await present(reader, key, window), head);
  }
}

/**
 * Every sealed record of an event that belongs to a window, by tenant and time: those of the window itself, and those
 * that later looks sealed as late.
 *
 * @param looks ages of the looks that are read (of LATE_LOOKS_MS); a look whose window has no head yet adds nothing
 */
export function sealedFor(
  reader: SealReader,
  window: SealWindow,
  looks: readonly number[] = LATE_LOOKS_MS,
): AsyncGenerator<SealedRecord> {
  const late = looks.map((age) => lateRecords(reader, windowOf(window.from + age), window));
  return mergeOrdered([ownRecords(reader, window), ...late], (a, b) => byTenant(a.event, b.event));
}

async function* ownRecords(reader: SealReader, window: SealWindow): AsyncGenerator<SealedRecord> {
  const signed = await headOf(reader, window);
  if (!signed) return;
  for await (const record of recordsOf(reader, window, signed.head)) {
    if (record.late) return;
    yield record;
  }
}

/** Late records of `window` in `holder`. They stand at the end, so only the segments that have them are read. */
async function* lateRecords(reader: SealReader, holder: SealWindow, window: SealWindow): AsyncGenerator<SealedRecord> {
  const signed = await headOf(reader, holder);
  if (!signed || signed.head.late === 0) return;
  const keys = [...recordKeysOf(holder, signed.head)];
  let first = keys.length;
  for (let missing = signed.head.late; missing > 0 && first > 0; ) {
    first -= 1;
    const object = await present(reader, keys[first] ?? '', holder);
    for (const { record } of readRecords(object)) if (record.late) missing -= 1;
  }
  for (const key of keys.slice(first)) {
    for (const record of inOrder(await present(reader, key, holder), signed.head)) {
      const { late, event } = record;
      if (late && windowOf(Date.parse(event.at)).from === window.from) yield record;
    }
  }
}

/** Records of one object in the order `inWindow`: segments have it, objects of old formats are sorted. */
function* inOrder(object: Uint8Array, head: WindowHead): Generator<SealedRecord> {
  if (isOldFormat(head)) yield* unpackRecords(object).sort((a, b) => inWindow(a.event, b.event));
  else for (const { record } of readRecords(object)) yield record;
}

async function present(reader: SealReader, key: string, window: SealWindow): Promise<Uint8Array> {
  const object = await reader.object(key);
  if (object) return object;
  throw new UnreadableRecords(`The object ${key} of the window ${nameOfWindow(window)} is missing.`);
}
