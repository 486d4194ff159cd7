import { CLOSED_AFTER_MS, LATE_LOOKS_MS, type SealedEvent } from '../../schemas/sealed-audit.ts';
import { eventsBetween } from '../platform/audit/audit-reader.ts';
import type { AuditTable } from '../platform/audit/audit-trail.ts';
import { eventId, type ToSeal, unpackRecords } from '../platform/audit/chain.ts';
import type { SealReader } from '../platform/audit/verify-seal.ts';
import { objectKeys, type SealWindow, windowBefore, windowOf } from '../platform/audit/windows.ts';
import { closeCalls } from './close-calls.ts';

interface Sources {
  readonly audit: AuditTable;
  readonly bucket: SealReader;
}

/**
 * What the seal of a window takes in: the events of its time, and late ones of windows that were sealed before. Calls
 * whose outcome never came are closed first, with events of this window (close-calls.ts).
 */
export async function eventsForWindow(sources: Sources, window: SealWindow): Promise<ToSeal[]> {
  const late: SealedEvent[] = [];
  for (const [look, age] of LATE_LOOKS_MS.entries()) {
    const earlier = windowBefore(window, age);
    // Before the first window there is nothing that could have been sealed.
    if (!(await sources.bucket.object(objectKeys(earlier).head))) continue;
    const events = await eventsIn(sources.audit, earlier);
    if (age === CLOSED_AFTER_MS) await closeCalls(sources.audit, earlier, events);
    late.push(...(await unsealed(sources.bucket, { window: earlier, events, looks: LATE_LOOKS_MS.slice(0, look) })));
  }
  const own = await eventsIn(sources.audit, window);
  return [...own.map((event) => ({ event, late: false })), ...late.map((event) => ({ event, late: true }))];
}

interface Look {
  readonly window: SealWindow;
  readonly events: readonly SealedEvent[];
  /** Ages at which the window was looked through before. */
  readonly looks: readonly number[];
}

/** Events of a sealed window that neither its seal nor the looks since then have. */
async function unsealed(bucket: SealReader, { window, events, looks }: Look): Promise<SealedEvent[]> {
  const sealed = new Set<string>();
  for (const holder of [window, ...looks.map((age) => windowOf(window.from + age))]) {
    const object = await bucket.object(objectKeys(holder).records);
    for (const { event } of object ? unpackRecords(object) : []) sealed.add(eventId(event));
  }
  return events.filter((event) => !sealed.has(eventId(event)));
}

async function eventsIn(audit: AuditTable, window: SealWindow): Promise<SealedEvent[]> {
  const events: SealedEvent[] = [];
  for await (const page of eventsBetween(audit, window)) events.push(...page.events);
  return events;
}
