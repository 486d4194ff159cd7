import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type SealedEvent, SealedRecord, type WindowHead } from '../../../schemas/sealed-audit.ts';
import { hashOf } from '../../core/json/canonical.ts';

/** An event on its way into a window. */
export interface ToSeal {
  readonly event: SealedEvent;
  readonly late: boolean;
}

/** An event as people read it. */
export const nameOfEvent = ({ tenant, callId, phase }: SealedEvent): string => `${tenant}/${callId}/${phase}`;

/**
 * What tells one event from another, as its key in the table does. Work that is repeated after a crash may leave a second
 * outcome of its call, at another time: that is another event.
 */
export const eventId = (event: SealedEvent): string => `${nameOfEvent(event)} ${event.at}`;

/** Chains events in the order given. */
export function chainRecords(events: readonly ToSeal[], previousHead: string): SealedRecord[] {
  let previous = previousHead;
  return events.map(({ event, late }, index) => {
    const content = { index, previous, ...(late ? { late: true as const } : {}), event };
    previous = sha256(JSON.stringify(content));
    return { ...content, hash: previous };
  });
}

/** The order in which a window holds events: those of its own time first, each part by time. */
export function inSealedOrder(events: readonly ToSeal[]): ToSeal[] {
  const rank = ({ late, event }: ToSeal) => `${late ? 1 : 0} ${event.at} ${event.callId} ${event.phase}`;
  return events
    .map((entry) => ({ entry, key: rank(entry) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ entry }) => entry);
}

/** The end of a record's line: the hash of what stands before it. */
const HASH_MEMBER = /,"hash":"[0-9a-f]{64}"\}$/;

/**
 * The hash that a record ought to have by the bytes of its line. A line that does not end as the sealer ends it has none.
 *
 * @param format of the window's head
 */
export function hashOfLine({ line, record }: ReadRecord, format: WindowHead['format']): string | undefined {
  if (!HASH_MEMBER.test(line)) return undefined;
  if (format === 'manifold-audit-2') return sha256(line.replace(HASH_MEMBER, '}'));
  const { hash: _hash, ...content } = record;
  return line === JSON.stringify(record) ? hashOf(content) : undefined;
}

/** Records as an object of the bucket: a line each, gzip. */
export function packRecords(records: readonly SealedRecord[]): Buffer {
  return gzipSync(records.map((record) => `${JSON.stringify(record)}\n`).join(''), { level: 9 });
}

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** A line that cannot be read, or an object that cannot be unpacked. */
export class UnreadableRecords extends Error {
  override readonly name = 'UnreadableRecords';
}

/** A record, and its line as it stands in the object. */
export interface ReadRecord {
  readonly record: SealedRecord;
  readonly line: string;
}

/**
 * The records of an object.
 * @throws {UnreadableRecords} in a sentence that names the first line that is none
 */
export const unpackRecords = (object: Uint8Array): SealedRecord[] => readRecords(object).map(({ record }) => record);

/**
 * The records of an object with their lines.
 * @throws {UnreadableRecords} in a sentence that names the first line that is none
 */
export function readRecords(object: Uint8Array): ReadRecord[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(gunzipSync(object));
  } catch (cause) {
    throw new UnreadableRecords('The object is cut off or is no gzip.', { cause });
  }
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new UnreadableRecords(`Line ${lines.length + 1} is cut off.`);
  return lines.map((line, index) => {
    try {
      const record = JSON.parse(line);
      SealedRecord.parse(record);
      // What was read, not what the schema makes of it: the hash covers every field, whatever its name.
      return { record: record as SealedRecord, line };
    } catch (cause) {
      throw new UnreadableRecords(`Line ${index + 1} is no record.`, { cause });
    }
  });
}
