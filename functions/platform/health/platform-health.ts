import type { StateTable } from '../../core/state-table/state-table.ts';
import { PROBED_TABLES, type ProbeResult, probeTable } from './probe-table.ts';
import { type ProviderHealth, readProviderHealth } from './provider-health.ts';

/**
 * `healthy`: everything answers. `degraded`: a provider fails, so calls of its family may be refused. `unhealthy`: a
 * table that every call needs does not answer.
 */
export type HealthWord = 'healthy' | 'degraded' | 'unhealthy';

export interface PlatformHealth {
  health: HealthWord;
  tables: ProbeResult[];
  providers: ProviderHealth[];
  /** Seconds since the running version was deployed, whichever instance answers; undefined if that is not known. */
  uptimeSeconds?: number;
}

/** The health of everything that a call may need, from the tables alone: no provider is asked. */
export async function platformHealth(state: StateTable, now = Date.now()): Promise<PlatformHealth> {
  const [tables, providers] = await Promise.all([
    Promise.all(PROBED_TABLES.map((table) => probeTable(state.client, table))),
    readProviderHealth(state, now),
  ]);
  const startedAt = tables.find((table) => table.startedAt !== undefined)?.startedAt;
  return {
    health: wordFor(tables, providers),
    tables,
    providers,
    ...(startedAt === undefined ? {} : { uptimeSeconds: Math.max(0, Math.floor((now - startedAt) / 1000)) }),
  };
}

function wordFor(tables: readonly ProbeResult[], providers: readonly ProviderHealth[]): HealthWord {
  if (tables.some(({ status }) => status === 'failed')) return 'unhealthy';
  return providers.some(({ status }) => status === 'failing') ? 'degraded' : 'healthy';
}
