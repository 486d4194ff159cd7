import { chainRecord, hashOfObjects, readRecords, UnreadableRecords } from '../platform/audit/chain.ts';
import { type EventId, inWindow } from '../platform/audit/event-order.ts';
import type { SealReader } from '../platform/audit/sealed-records.ts';
import { NOTHING_SEALED, placeAfter, type SealedSoFar, withRecord } from '../platform/audit/segments.ts';
import { nameOfWindow, type SealWindow, segmentKey } from '../platform/audit/windows.ts';
import { UnsealableWindow } from './unsealable-window.ts';

/** Segments of a window without a head. */
export interface Leftover {
  readonly sums: SealedSoFar;
  /** The last event of the last segment; absent if there are no segments. */
  readonly last?: EventId;
}

/**
 * Reads the segments that a run left behind which was cut off before it wrote the head.
 * @throws {UnsealableWindow} if they are not chained as the sealer chains them
 */
export async function leftover(bucket: SealReader, window: SealWindow, previousHead: string): Promise<Leftover> {
  let found: Leftover = { sums: NOTHING_SEALED };
  for (let number = 0; ; number += 1) {
    const object = await bucket.object(segmentKey(window, number));
    if (!object) return found;
    found = withSegment(found, object, { number, window, previousHead });
  }
}

interface Place {
  readonly number: number;
  readonly window: SealWindow;
  readonly previousHead: string;
}

function withSegment(found: Leftover, object: Uint8Array, { number, window, previousHead }: Place): Leftover {
  const foreign = (why: string) =>
    new UnsealableWindow(`Segment ${number} of the window ${nameOfWindow(window)} is not of the sealer: ${why}`);
  let { sums, last } = found;
  try {
    for (const { record, line } of readRecords(object)) {
      const { event, late } = record;
      const chained = chainRecord({ event, late: late === true }, placeAfter(sums, previousHead));
      if (line !== JSON.stringify(chained)) throw foreign(`record ${sums.count} is not chained to the one before it.`);
      if (last && inWindow(last, event) >= 0) throw foreign(`record ${sums.count} is out of order.`);
      sums = withRecord(sums, chained);
      last = event;
    }
  } catch (error) {
    throw error instanceof UnreadableRecords ? foreign(error.message) : error;
  }
  const objectHash = hashOfObjects(sums.objectHash ?? '', object);
  return { sums: { ...sums, segments: number + 1, objectHash }, ...(last ? { last } : {}) };
}
