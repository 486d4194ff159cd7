import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { auditTrail } from '../../functions/platform/audit/audit-trail.ts';
import {
  auditedChange,
  type Change,
  type Changed,
  type ChangeIntent,
  type Changer,
} from '../../functions/platform/audit/changes.ts';
import { PLATFORM } from '../../schemas/keys.ts';
import { CommandError } from '../command/command-error.ts';
import { connectTable } from '../command/connect.ts';

/** Changes that operators' commands make: never without the trail. */
export interface OperatorChanges {
  /** Makes a change, with intent and outcome in the audit trail (platform/audit/changes.ts). */
  audited<Result>(change: Change, make: (intent: ChangeIntent) => Promise<Changed<Result>>): Promise<Result>;
}

export interface OperatorPlaces {
  /** The table that is changed, if that of a deployed stage is named. */
  readonly table?: string;
  /** The audit table of the same stage. */
  readonly auditTable?: string;
  readonly stateDir: string;
}

/**
 * Changes by the user of the machine; who holds the AWS credentials is in CloudTrail.
 * @throws {CommandError} at the change, if a deployed stage is changed and its audit table is not named
 */
export function operatorChanges({ table, auditTable, stateDir }: OperatorPlaces): OperatorChanges {
  return {
    async audited(change, make) {
      if (table !== undefined && auditTable === undefined) {
        throw new CommandError('Changes are audited: name the audit table of the stage as well, with --audit-table.');
      }
      const audit = connectTable('audit', { table: auditTable, state: stateDir }, '--audit-table');
      try {
        return await auditedChange(auditTrail(audit), operator(), change, make);
      } finally {
        audit.client.destroy();
      }
    },
  };
}

function operator(): Changer {
  return {
    tenant: PLATFORM,
    principal: `operator:${userInfo().username}`,
    credential: 'operator',
    address: 'command line',
    correlationId: randomUUID(),
  };
}
