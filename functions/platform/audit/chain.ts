import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
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
 * Tells one event from another, as its key in the table does. Work that is retried after a crash may leave a second
 * outcome of its call, at another time: that is another event.
 */
export const eventId = (event: SealedEvent): string => `${nameOfEvent(event)} ${event.at} ${event.nonce ?? ''}`;

/** The place of the next record in its window, and the hash that it follows. */
export interface ChainPlace {
  readonly index: number;
  readonly previous: string;
}

/** The record of an event at its place. */
export function chainRecord({ event, late }: ToSeal, { index, previous }: ChainPlace): SealedRecord {
  const content = { index, previous, ...(late ? { late: true as const } : {}), event };
  return { ...content, hash: sha256(JSON.stringify(content)) };
}

/** The end of a record's line: the hash of what stands before it. */
const HASH_MEMBER = /,"hash":"[0-9a-f]{64}"\}$/;

/**
 * The hash that a record ought to have by the bytes of its line; undefined if the line does not end as the sealer ends it.
 *
 * @param format of the window's head
 */
export function hashOfLine({ line, record }: ReadRecord, format: WindowHead['format']): string | undefined {
  if (!HASH_MEMBER.test(line)) return undefined;
  if (format !== 'manifold-audit-1') return sha256(line.replace(HASH_MEMBER, '}'));
  const { hash: _hash, ...content } = record;
  return line === JSON.stringify(record) ? hashOf(content) : undefined;
}

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** The hash over the objects of several segments, one after the other; that of none is the empty text. */
export const hashOfObjects = (before: string, object: Uint8Array): string => sha256(before + sha256(object));

/** A line that is no record, an object that cannot be unpacked, or one that is missing. */
export class UnreadableRecords extends Error {
  override readonly name = 'UnreadableRecords';
}

/** A record, and its line as it stands in the object. */
export interface ReadRecord {
  readonly record: SealedRecord;
  readonly line: string;
}

/** @throws {UnreadableRecords} in a sentence that names the first line that is no record */
export const unpackRecords = (object: Uint8Array): SealedRecord[] =>
  [...readRecords(object)].map(({ record }) => record);

const NEWLINE = 0x0a;

/**
 * The records of an object with their lines, one at a time.
 * @throws {UnreadableRecords} in a sentence that names the first line that is no record
 */
export function* readRecords(object: Uint8Array): Generator<ReadRecord> {
  const bytes = unzipped(object);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let start = 0;
  for (let number = 1; start < bytes.length; number += 1) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end < 0) throw new UnreadableRecords(`Line ${number} is cut off.`);
    yield readRecord(bytes.subarray(start, end), number, decoder);
    start = end + 1;
  }
}

function unzipped(object: Uint8Array): Buffer {
  try {
    return gunzipSync(object);
  } catch (cause) {
    throw new UnreadableRecords('The object is cut off or is not gzip.', { cause });
  }
}

function readRecord(bytes: Uint8Array, number: number, decoder: InstanceType<typeof TextDecoder>): ReadRecord {
  try {
    const line = decoder.decode(bytes);
    const record = JSON.parse(line);
    SealedRecord.parse(record);
    // What was read, not what the schema makes of it: the hash covers every field, whatever its name.
    return { record: record as SealedRecord, line };
  } catch (cause) {
    throw new UnreadableRecords(`Line ${number} is not a record.`, { cause });
  }
}
