import { eventsBetween } from '../../functions/platform/audit/audit-reader.ts';
import type { AuditTable } from '../../functions/platform/audit/audit-trail.ts';
import type { LoadTally } from './tally.ts';

/** Events of the load in the trail. */
export interface EventCounts {
  readonly intents: number;
  readonly outcomes: number;
  /** Intents without an outcome: calls of a front that was killed. The sealer closes them an hour later. */
  readonly open: number;
  /** Outcomes whose answer did not reach the caller. */
  readonly unseen: number;
}

/** Counts the events of one tenant since a moment, and takes the outcomes of answers out of the tally. */
export async function countEvents(
  audit: AuditTable,
  { tenant, from, to }: { tenant: string; from: number; to: number },
  tally: LoadTally,
): Promise<EventCounts> {
  const open = new Set<string>();
  const counts = { intents: 0, outcomes: 0, unseen: 0 };
  for await (const { phase, callId, correlationId } of eventsBetween(audit, { from, to, tenant })) {
    if (phase === 'intent') {
      counts.intents += 1;
      open.add(callId);
      continue;
    }
    counts.outcomes += 1;
    open.delete(callId);
    if (!tally.sawOutcome(String(correlationId))) counts.unseen += 1;
  }
  return { ...counts, open: open.size };
}
