import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { ENV } from '../../../schemas/environment.ts';
import type { TableName } from '../../../schemas/family-manifest.ts';
import { HEALTH_KEY } from '../../../schemas/keys.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';

const VARIABLES: Record<TableName, string> = {
  registry: ENV.REGISTRY_TABLE,
  identity: ENV.IDENTITY_TABLE,
  usage: ENV.USAGE_TABLE,
  audit: ENV.AUDIT_TABLE,
  state: ENV.STATE_TABLE,
};

/** Every table that a call needs. */
export const PROBED_TABLES = Object.keys(VARIABLES) as TableName[];

export interface ProbeResult {
  name: string;
  status: 'ok' | 'failed';
  latencyMs: number;
  /** When the running version was deployed, as Unix milliseconds; only the registry knows it. */
  startedAt?: number;
}

/** How long a table may take before it counts as failed. */
const PROBE_MS = 5_000;

/** Reads the health key of a table to see whether it answers. */
export async function probeTable(client: StateTable['client'], table: TableName): Promise<ProbeResult> {
  const since = Date.now();
  const name = `${table} table`;
  try {
    const command = new GetCommand({ TableName: process.env[VARIABLES[table]], Key: HEALTH_KEY });
    const { Item } = await client.send(command, { abortSignal: AbortSignal.timeout(PROBE_MS) });
    const startedAt = Number(Item?.startedAt);
    const latencyMs = Date.now() - since;
    return { name, status: 'ok', latencyMs, ...(Number.isFinite(startedAt) ? { startedAt } : {}) };
  } catch {
    return { name, status: 'failed', latencyMs: Date.now() - since };
  }
}
