import { gunzipSync, gzipSync } from 'node:zlib';
import { type SealedEvent, SealedRecord } from '../../../schemas/sealed-audit.ts';
import { hashOf } from '../json/canonical.ts';

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
    previous = hashOf(content);
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

/** The hash that a record ought to have. */
export function hashOfRecord({ hash: _hash, ...content }: SealedRecord): string {
  return hashOf(content);
}

/** Records as an object of the bucket: a line each, gzip. Equal records are equal bytes. */
export function packRecords(records: readonly SealedRecord[]): Buffer {
  return gzipSync(records.map((record) => `${JSON.stringify(record)}\n`).join(''), { level: 9 });
}

/** A line that cannot be read, or an object that cannot be unpacked. */
export class UnreadableRecords extends Error {
  override readonly name = 'UnreadableRecords';
}

/**
 * The records of an object.
 * @throws {UnreadableRecords} in a sentence that names the first line that is none
 */
export function unpackRecords(object: Uint8Array): SealedRecord[] {
  let text: string;
  try {
    text = gunzipSync(object).toString();
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
      return record as SealedRecord;
    } catch (cause) {
      throw new UnreadableRecords(`Line ${index + 1} is no record.`, { cause });
    }
  });
}
