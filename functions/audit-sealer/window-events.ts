import { CLOSED_AFTER_MS, LATE_LOOKS_MS, type SealedEvent } from '../../schemas/sealed-audit.ts';
import { eventsByTenant } from '../platform/audit/audit-reader.ts';
import type { ToSeal } from '../platform/audit/chain.ts';
import { type EventId, inWindow } from '../platform/audit/event-order.ts';
import { pairedEvents } from '../platform/audit/paired-events.ts';
import { headOf, type SealReader } from '../platform/audit/sealed-records.ts';
import { type SealWindow, windowBefore, windowOf } from '../platform/audit/windows.ts';
import { type Closer, closeCalls } from './close-calls.ts';

interface Sources extends Closer {
  readonly bucket: SealReader;
}

/**
 * The events that the seal of a window takes in, in the order of its records: those of its own time, then late ones of
 * windows that were sealed before. Calls without an outcome are closed first, with events of this window.
 *
 * @param after the last event that the window has already; the stream begins behind it
 */
export async function* eventsForWindow(
  sources: Sources,
  window: SealWindow,
  after: EventId | undefined,
): AsyncGenerator<ToSeal> {
  const { audit, bucket } = sources;
  const earlier = await sealedBefore(bucket, window);
  const closing = earlier.get(CLOSED_AFTER_MS);
  if (closing) await closeCalls(sources, closing);
  const isOwn = after === undefined || windowOf(Date.parse(after.at)).from === window.from;
  if (isOwn) {
    for await (const event of eventsByTenant(audit, { ...window, ...(after ? { after } : {}) })) {
      yield { event, late: false };
    }
  }
  for (const [age, sealed] of earlier) {
    const looks = LATE_LOOKS_MS.filter((before) => before < age);
    for await (const event of unsealed(sources, sealed, looks)) {
      if (isOwn || inWindow(event, after) > 0) yield { event, late: true };
    }
  }
}

/** The windows that are looked at once more, by their age; before the first window there is nothing that was sealed. */
async function sealedBefore(bucket: SealReader, window: SealWindow): Promise<Map<number, SealWindow>> {
  const earlier = LATE_LOOKS_MS.map((age) => [age, windowBefore(window, age)] as const);
  const heads = await Promise.all(earlier.map(([, sealed]) => headOf(bucket, sealed)));
  return new Map(earlier.filter((_, look) => heads[look]));
}

/**
 * Events of a sealed window that neither its seal nor the looks since then have.
 *
 * @param looks ages of the looks at this window that were made before
 */
async function* unsealed(
  { audit, bucket }: Sources,
  window: SealWindow,
  looks: readonly number[],
): AsyncGenerator<SealedEvent> {
  for await (const { left, right } of pairedEvents(audit, bucket, window, looks)) if (left && !right) yield left;
}
