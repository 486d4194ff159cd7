import { gzipSync } from 'node:zlib';
import { SEGMENT_BYTES, SEGMENT_RECORDS } from '../../../schemas/sealed-audit.ts';
import { type ChainPlace, chainRecord, hashOfObjects, type ToSeal } from './chain.ts';

/** Sums over the records of a window, as far as they were sealed: what its head says of them. */
export interface SealedSoFar {
  readonly count: number;
  readonly late: number;
  readonly segments: number;
  /** Hash of the first and the last record; absent if there are no records. */
  readonly firstHash?: string;
  readonly lastHash?: string;
  /** Hash of all objects (`hashOfObjects`); absent if the window has no records. */
  readonly objectHash?: string;
}

export const NOTHING_SEALED: SealedSoFar = { count: 0, late: 0, segments: 0 };

/** A segment as it goes into the bucket. */
export interface Segment {
  /** Number in its window, from 0. */
  readonly number: number;
  readonly object: Buffer;
  /** Sums over the window up to the end of this segment. */
  readonly sums: SealedSoFar;
}

/** Bounds at which a segment ends. */
export interface SegmentBounds {
  readonly records: number;
  readonly bytes: number;
}

const BOUNDS: SegmentBounds = { records: SEGMENT_RECORDS, bytes: SEGMENT_BYTES };
const QUICK_GZIP = 6;

/**
 * Chains events in the order given and cuts them into segments. One segment is held at a time.
 *
 * @param before sums over what the window has already; segments and records go on from there
 */
export async function* segmentsOf(
  entries: AsyncIterable<ToSeal>,
  { previousHead, before = NOTHING_SEALED }: { previousHead: string; before?: SealedSoFar },
  bounds: SegmentBounds = BOUNDS,
): AsyncGenerator<Segment> {
  let sums = before;
  let lines: Buffer[] = [];
  let bytes = 0;
  const cut = (): Segment => {
    const object = gzipSync(Buffer.concat(lines, bytes), { level: QUICK_GZIP });
    const number = sums.segments;
    sums = { ...sums, segments: number + 1, objectHash: hashOfObjects(sums.objectHash ?? '', object) };
    [lines, bytes] = [[], 0];
    return { number, object, sums };
  };
  for await (const entry of entries) {
    const record = chainRecord(entry, placeAfter(sums, previousHead));
    sums = withRecord(sums, record);
    const line = Buffer.from(`${JSON.stringify(record)}\n`);
    lines.push(line);
    bytes += line.length;
    if (lines.length >= bounds.records || bytes >= bounds.bytes) yield cut();
  }
  if (lines.length > 0) yield cut();
}

/** The place of the record that comes next. */
export const placeAfter = ({ count, lastHash }: SealedSoFar, previousHead: string): ChainPlace => ({
  index: count,
  previous: lastHash ?? previousHead,
});

/** The sums with one more record. */
export const withRecord = (sums: SealedSoFar, { late, hash }: { late?: true; hash: string }): SealedSoFar => ({
  ...sums,
  count: sums.count + 1,
  late: sums.late + (late ? 1 : 0),
  firstHash: sums.firstHash ?? hash,
  lastHash: hash,
});
