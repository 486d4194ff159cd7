import { eventsBetween } from '../../../functions/platform/audit/audit-reader.ts';
import type { SealedEvent } from '../../../schemas/sealed-audit.ts';
import { endpoints } from '../../cloud/endpoints.ts';
import { operatorTables } from '../../cloud/registry.ts';

/** Audit events since a moment (Unix milliseconds) that match, in the order of time. */
export async function auditSince(from: number, wanted: (event: SealedEvent) => boolean): Promise<SealedEvent[]> {
  const client = operatorTables(endpoints());
  try {
    const found: SealedEvent[] = [];
    const span = { from, to: Date.now() + 1 };
    for await (const { events } of eventsBetween({ client, table: endpoints().tables.audit ?? '' }, span)) {
      found.push(...events.filter(wanted));
    }
    return found;
  } finally {
    client.destroy();
  }
}
