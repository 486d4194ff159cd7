import { auditedChange } from '../../functions/platform/audit/changes.ts';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import type { OperatorChanges } from '../../scripts/audit/operator-changes.ts';

/** Changes by an operator whose audit events are kept here instead of in a table. */
export function recordedChanges(): { changes: OperatorChanges; events: AuditEvent[] } {
  const events: AuditEvent[] = [];
  const who = {
    tenant: 'platform',
    principal: 'operator:erin',
    credential: 'operator',
    address: 'command line',
    correlationId: 'command',
  };
  const audit = { record: async (event: AuditEvent) => void events.push(event) };
  return { events, changes: { audited: (change, make) => auditedChange(audit, who, change, make) } };
}
