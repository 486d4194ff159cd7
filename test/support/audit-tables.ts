import { randomUUID } from 'node:crypto';
import { type AuditTable, auditTrail } from '../../functions/platform/audit/audit-trail.ts';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import { AUDIT_INDEXES } from '../../schemas/keys.ts';
import type { TestDatabase } from './dynamodb.ts';

/** Empty tables of the trail and of the salts of pseudonyms. */
export async function auditTables({
  client,
  table,
}: TestDatabase): Promise<{ audit: AuditTable; identity: AuditTable }> {
  return {
    audit: { client, table: await table(Object.values(AUDIT_INDEXES)) },
    identity: { client, table: await table() },
  };
}

/** The outcome of an invented call at a moment, Unix milliseconds. */
export const auditEvent = (moment: number, event: Partial<AuditEvent> = {}): AuditEvent => ({
  callId: randomUUID(),
  phase: 'outcome',
  at: new Date(moment).toISOString(),
  correlationId: 'request-1',
  tenant: 'acme',
  principal: 'issuer:somebody',
  credential: 'key',
  address: '192.0.2.0/24',
  operation: 'tools/call',
  target: 'verify_pan',
  argumentsHash: '00',
  argumentsProjection: {},
  outcome: 'ok',
  latencyMs: 12,
  ...event,
});

/** Writes events to the trail, one after the other. */
export async function recordEvents(audit: AuditTable, ...events: AuditEvent[]): Promise<void> {
  const trail = auditTrail(audit);
  for (const event of events) await trail.record(event);
}
