import { ENV } from '../schemas/environment.ts';
import type { TableName } from '../schemas/family-manifest.ts';
import type { DataTable } from './constructs/data-table.ts';

/** The tables of the platform by name. */
export type Tables = Readonly<Record<TableName, DataTable>>;

/** Variable that tells a function the name of each table. */
const TABLE_ENV: Record<TableName, string> = {
  registry: ENV.REGISTRY_TABLE,
  identity: ENV.IDENTITY_TABLE,
  usage: ENV.USAGE_TABLE,
  audit: ENV.AUDIT_TABLE,
  state: ENV.STATE_TABLE,
};

/** Environment that names these tables to a function. It lets nobody in: see DataTable's grants. */
export function tableEnvironment(tables: Tables, names: readonly TableName[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [TABLE_ENV[name], tables[name].tableName]));
}
