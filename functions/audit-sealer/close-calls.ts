import { AuditEvent } from '../../schemas/audit-event.ts';
import { CLOSED_AFTER_MS, LONGEST_CALL_MS, type SealedEvent } from '../../schemas/sealed-audit.ts';
import { logger } from '../core/logging/logger.ts';
import { count } from '../core/logging/metrics.ts';
import { eventsBetween } from '../platform/audit/audit-reader.ts';
import { type AuditTable, auditTrail } from '../platform/audit/audit-trail.ts';
import { type SealWindow, windowAfter } from '../platform/audit/windows.ts';

/**
 * Closes the calls of a window whose outcome never came, as where front was killed: each gets the outcome `unknown`, an
 * hour after its intent to the millisecond. A look that is repeated writes the very same events.
 *
 * @param window that lies CLOSED_AFTER_MS back
 * @param events all of that window
 */
export async function closeCalls(audit: AuditTable, window: SealWindow, events: readonly SealedEvent[]): Promise<void> {
  const open = new Map(events.filter(({ phase }) => phase === 'intent').map((intent) => [idOf(intent), intent]));
  const forget = (seen: readonly SealedEvent[]) => {
    for (const event of seen) if (event.phase === 'outcome') open.delete(idOf(event));
  };
  forget(events);
  // Of most windows some calls were still under way at the end; few last longer than the next.
  for (
    let next = windowAfter(window);
    open.size > 0 && next.from < window.to + LONGEST_CALL_MS;
    next = windowAfter(next)
  ) {
    for await (const page of eventsBetween(audit, next)) forget(page.events);
  }
  if (open.size === 0) return;
  const trail = auditTrail(audit);
  for (const intent of open.values()) {
    const closing = closingOf(intent);
    if (closing) await trail.record(closing);
  }
  logger.warn('calls without an outcome were closed', { from: new Date(window.from).toISOString(), calls: open.size });
  count('AuditCallsClosed', open.size);
}

const idOf = ({ tenant, callId }: SealedEvent) => `${tenant}/${callId}`;

/** The outcome in place of the one that is missing; undefined for an event that another version wrote in another format. */
function closingOf(intent: SealedEvent): AuditEvent | undefined {
  const at = new Date(Date.parse(intent.at) + CLOSED_AFTER_MS).toISOString();
  return AuditEvent.safeParse({ ...intent, phase: 'outcome', at, outcome: 'unknown' }).data;
}
