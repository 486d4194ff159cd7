import { ENV } from '../schemas/environment.ts';
import type { TableName } from '../schemas/family-manifest.ts';
import type { DataTable } from './constructs/data-table.ts';

/** The tables of the platform by name. */
export type Tables = Readonly<Record<TableName, DataTable>>;

/** Variables that hold the names of the tables. */
const TABLE_ENV: Record<TableName, string> = {
  registry: ENV.REGISTRY_TABLE,
  identity: ENV.IDENTITY_TABLE,
  usage: ENV.USAGE_TABLE,
  audit: ENV.AUDIT_TABLE,
  state: ENV.STATE_TABLE,
};

/** Environment with the names of these tables. Access to them is granted by DataTable. */
export function tableEnvironment(tables: Tables, names: readonly TableName[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [TABLE_ENV[name], tables[name].tableName]));
}
