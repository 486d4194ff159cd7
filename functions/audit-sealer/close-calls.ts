import { createHash } from 'node:crypto';
import { type Closing, Closings } from '../../schemas/audit-closings.ts';
import { CLOSED_AFTER_MS, LONGEST_CALL_MS, type SealedEvent } from '../../schemas/sealed-audit.ts';
import { logger } from '../core/logging/logger.ts';
import { count } from '../core/logging/metrics.ts';
import { eventsByTenant, eventsOfTenant } from '../platform/audit/audit-reader.ts';
import type { AuditTable } from '../platform/audit/audit-trail.ts';
import type { SealWindow } from '../platform/audit/windows.ts';
import type { OrderClosings } from './order-closings.ts';

/** Reads the trail, and orders closings from a function that may write to it. */
export interface Closer {
  readonly audit: AuditTable;
  readonly order: OrderClosings;
}

/**
 * Closes the calls of a window that have no outcome, as after front was killed: each gets the outcome `unknown`, an hour
 * after its intent to the millisecond. A second look writes the very same events. Held in memory are the calls of one
 * tenant that are open at the same moment.
 *
 * @param window that ended CLOSED_AFTER_MS ago or earlier
 */
export async function closeCalls({ audit, order }: Closer, window: SealWindow): Promise<void> {
  let closed = 0;
  let tenant: string | undefined;
  let open = new Map<string, SealedEvent>();
  for await (const event of eventsByTenant(audit, window)) {
    if (event.tenant !== tenant) {
      closed += await closeOpen({ audit, order }, { tenant, open, window });
      [tenant, open] = [event.tenant, new Map()];
    }
    note(open, event);
  }
  closed += await closeOpen({ audit, order }, { tenant, open, window });
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
async function closeOpen({ audit, order }: Closer, { tenant, open, window }: OpenCalls): Promise<number> {
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
  const closings = [...open.values()].flatMap((intent) => closingOf(intent) ?? []);
  if (closings.length > 0) await order(closings);
  return open.size;
}

/** The outcome that closes a call; undefined for an event that another version wrote in another format. */
function closingOf(intent: SealedEvent): Closing | undefined {
  const at = new Date(Date.parse(intent.at) + CLOSED_AFTER_MS).toISOString();
  const closing = { ...intent, phase: 'outcome', at, outcome: 'unknown', nonce: nonceOfClosing(intent) };
  return Closings.shape.closings.element.safeParse(closing).data;
}

/** The same at each look, and as hard to guess as the nonce of the intent. */
function nonceOfClosing({ callId, nonce = '' }: SealedEvent): string {
  return createHash('sha256').update(`closing ${callId} ${nonce}`).digest('hex').slice(0, 32);
}
