import { AuditEvent } from '../../schemas/audit-event.ts';
import { CLOSED_AFTER_MS, LONGEST_CALL_MS, type SealedEvent } from '../../schemas/sealed-audit.ts';
import { logger } from '../core/logging/logger.ts';
import { count } from '../core/logging/metrics.ts';
import { eventsByTenant, eventsOfTenant } from '../platform/audit/audit-reader.ts';
import { type AuditTable, type AuditTrail, auditTrail } from '../platform/audit/audit-trail.ts';
import type { SealWindow } from '../platform/audit/windows.ts';

/**
 * Closes the calls of a window that have no outcome, as after front was killed: each gets the outcome `unknown`, an hour
 * after its intent to the millisecond. A second look writes the very same events. Held in memory are the calls of one
 * tenant that are open at the same moment.
 *
 * @param window that ended CLOSED_AFTER_MS ago or earlier
 */
export async function closeCalls(audit: AuditTable, window: SealWindow): Promise<void> {
  const trail = auditTrail(audit);
  let closed = 0;
  let tenant: string | undefined;
  let open = new Map<string, SealedEvent>();
  for await (const event of eventsByTenant(audit, window)) {
    if (event.tenant !== tenant) {
      closed += await closeOpen(audit, trail, { tenant, open, window });
      [tenant, open] = [event.tenant, new Map()];
    }
    note(open, event);
  }
  closed += await closeOpen(audit, trail, { tenant, open, window });
  if (closed === 0) return;
  logger.warn('calls without an outcome were closed', { from: new Date(window.from).toISOString(), calls: closed });
  count('AuditCallsClosed', closed);
}

function note(open: Map<string, SealedEvent>, event: SealedEvent): void {
  if (event.phase === 'intent') open.set(event.callId, event);
  else open.delete(event.callId);
}

interface OpenCalls {
  readonly tenant: string | undefined;
  /** Intents by the id of their call. */
  readonly open: Map<string, SealedEvent>;
  readonly window: SealWindow;
}

/** Looks for outcomes in the time after the window, as far as a call may last, and closes the other calls. */
async function closeOpen(audit: AuditTable, trail: AuditTrail, { tenant, open, window }: OpenCalls): Promise<number> {
  if (tenant === undefined || open.size === 0) return 0;
  // Most of these calls were under way when the window ended, so the stream ends early.
  const likely = 4 * open.size;
  for await (const event of eventsOfTenant(audit, tenant, {
    from: window.to,
    to: window.to + LONGEST_CALL_MS,
    likely,
  })) {
    if (event.phase === 'outcome') open.delete(event.callId);
    if (open.size === 0) return 0;
  }
  for (const intent of open.values()) {
    const closing = closingOf(intent);
    if (closing) await trail.record(closing);
  }
  return open.size;
}

/** The outcome that closes a call; undefined for an event that another version wrote in another format. */
function closingOf(intent: SealedEvent): AuditEvent | undefined {
  const at = new Date(Date.parse(intent.at) + CLOSED_AFTER_MS).toISOString();
  return AuditEvent.safeParse({ ...intent, phase: 'outcome', at, outcome: 'unknown' }).data;
}
