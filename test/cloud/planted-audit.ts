import { randomUUID } from 'node:crypto';
import { auditTrail } from '../../functions/platform/audit/audit-trail.ts';
import type { RegistryTable } from '../../functions/platform/registry/catalogue-repository.ts';

/** Principals of the planted events; no test uses these names otherwise. */
export const PLANTED = { tenants: ['sealed-one', 'sealed-two'], principal: 'planted:principal' } as const;

/**
 * Events of two hours ago: a window is sealed some minutes after its end, and no test waits for that. They have to be
 * there before the sealer first runs, since the seal begins with the first events that it finds.
 */
export async function plantAuditEvents(audit: RegistryTable): Promise<void> {
  const trail = auditTrail(audit);
  const start = Date.now() - 2 * 3_600_000;
  for (const [index, tenant] of [...PLANTED.tenants, ...PLANTED.tenants].entries()) {
    const call = {
      callId: randomUUID(),
      correlationId: `planted-${index}`,
      tenant,
      principal: PLANTED.principal,
      credential: 'planted',
      address: '192.0.2.0/24',
      operation: 'tools/call' as const,
      target: 'save_note',
      argumentsHash: '00',
      argumentsProjection: {},
    };
    const at = (milliseconds: number) => new Date(start + index * 240_000 + milliseconds).toISOString();
    await trail.record({ ...call, phase: 'intent', at: at(0) });
    await trail.record({ ...call, phase: 'outcome', at: at(20), outcome: 'ok', latencyMs: 20 });
  }
}
