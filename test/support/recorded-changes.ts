import { auditedChange } from '../../functions/platform/audit/changes.ts';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import type { OperatorChanges } from '../../scripts/audit/operator-changes.ts';

/** Changes by an operator; their audit events are kept in memory instead of a table. */
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
