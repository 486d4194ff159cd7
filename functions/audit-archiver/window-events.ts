import { LATE_LOOKS_MS, type SealedEvent } from '../../schemas/sealed-audit.ts';
import { eventsBetween } from '../runtime/audit/audit-reader.ts';
import type { AuditTable } from '../runtime/audit/audit-trail.ts';
import { eventId, type ToSeal, unpackRecords } from '../runtime/audit/chain.ts';
import type { SealReader } from '../runtime/audit/verify-seal.ts';
import { objectKeys, type SealWindow, windowBefore, windowOf } from '../runtime/audit/windows.ts';

interface Sources {
  readonly audit: AuditTable;
  readonly bucket: SealReader;
}

/** What the seal of a window takes in: the events of its time, and late ones of windows that were sealed before. */
export async function eventsForWindow(sources: Sources, window: SealWindow): Promise<ToSeal[]> {
  const own = await eventsIn(sources.audit, window);
  const entries = own.map((event) => ({ event, late: false }));
  for (const [look, age] of LATE_LOOKS_MS.entries()) {
    const earlier = windowBefore(window, age);
    const late = await lateEvents(sources, earlier, LATE_LOOKS_MS.slice(0, look));
    entries.push(...late.map((event) => ({ event, late: true })));
  }
  return entries;
}

/** Events of a sealed window that neither its seal nor the looks since then have. */
async function lateEvents({ audit, bucket }: Sources, window: SealWindow, looks: readonly number[]) {
  // Before the first window there is nothing that could have been sealed.
  if (!(await bucket.object(objectKeys(window).head))) return [];
  const sealed = new Set<string>();
  for (const holder of [window, ...looks.map((age) => windowOf(window.from + age))]) {
    const object = await bucket.object(objectKeys(holder).records);
    for (const { event } of object ? unpackRecords(object) : []) sealed.add(eventId(event));
  }
  return (await eventsIn(audit, window)).filter((event) => !sealed.has(eventId(event)));
}

async function eventsIn(audit: AuditTable, window: SealWindow): Promise<SealedEvent[]> {
  const events: SealedEvent[] = [];
  for await (const page of eventsBetween(audit, window)) events.push(...page.events);
  return events;
}
