import type { SealedEvent } from '../../../schemas/sealed-audit.ts';
import { eventsByTenant } from './audit-reader.ts';
import type { AuditTable } from './audit-trail.ts';
import { byTenant } from './event-order.ts';
import { type Joined, joinOrdered } from './ordered-streams.ts';
import { type SealReader, sealedFor } from './sealed-records.ts';
import type { SealWindow } from './windows.ts';

/**
 * The events of one window, each as the table has it (`left`) and as the seal has it (`right`), late records included.
 * Walks through both in the same order and holds one event of each.
 *
 * @param looks ages of the looks whose late records are read; default: all
 */
export function pairedEvents(
  audit: AuditTable,
  reader: SealReader,
  window: SealWindow,
  looks?: readonly number[],
): AsyncGenerator<Joined<SealedEvent, SealedEvent>> {
  return joinOrdered(eventsByTenant(audit, window), sealedEvents(reader, window, looks), byTenant);
}

async function* sealedEvents(
  reader: SealReader,
  window: SealWindow,
  looks: readonly number[] | undefined,
): AsyncGenerator<SealedEvent> {
  for await (const { event } of sealedFor(reader, window, looks)) yield event;
}
