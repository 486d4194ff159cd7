import { type OperatorChanges, operatorChanges } from '../audit/operator-changes.ts';
import { connectTable, type StageOptions, type Table, tableOptions } from './connect.ts';

/** A table that is changed with intent and outcome in the audit trail. */
export interface AuditedTable extends Table {
  readonly changes: OperatorChanges;
}

/** Options of commands that change a table of a stage; see `tableOptions`. */
export const changeOptions = (what: string) =>
  ({
    ...tableOptions(what),
    'audit-table': { type: 'text', value: 'NAME', help: 'audit table of that stage: every change is audited' },
  }) as const;

interface ChangeOptions extends StageOptions {
  readonly 'audit-table'?: string | undefined;
}

/**
 * The table that `connectTable` finds, for changes.
 *
 * @throws {CommandError} as `connectTable`; a change throws one if a deployed stage is named without its audit table
 */
export function connectForChanges(name: string, options: ChangeOptions): AuditedTable {
  const { table, state, 'audit-table': auditTable } = options;
  return { ...connectTable(name, options), changes: operatorChanges({ table, auditTable, stateDir: state }) };
}
