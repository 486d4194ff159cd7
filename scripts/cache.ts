/**
 * The response cache, emptied and counted by an operator. Works on the local cloud that runs here, or with --table on the state
 * table of a deployed stage, with the region and credentials of the AWS environment.
 *
 *     npm run cache -- invalidate --tool verify_pan
 *     npm run cache -- invalidate --event pan_update
 *     npm run cache -- stats
 */
import { parseArgs } from 'node:util';
import type { StateTable } from '../functions/core/state-table/state-table.ts';
import { operatorChanges } from './audit/operator-changes.ts';
import { CacheCommandError } from './cache/cache-command-error.ts';
import { connectState } from './cache/connect-state.ts';
import { invalidate } from './cache/invalidate.ts';
import { describeStats, readStats } from './cache/stats.ts';
import { printResult } from './print-result.ts';

const USAGE = `npm run cache -- invalidate --tool NAME
npm run cache -- invalidate --event NAME
npm run cache -- invalidate --principal ID --tenant NAME
npm run cache -- stats

  --table NAME   state table of a deployed stage (else the local cloud that runs here)
  --audit-table NAME   its audit table: changes are audited
  --state DIR    state of the local cloud (default .manifold)`;

await printResult(run, USAGE);

async function run(argv: string[]): Promise<string> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      tool: text,
      event: text,
      principal: text,
      tenant: text,
      table: text,
      'audit-table': text,
      state: { ...text, default: '.manifold' },
    },
  });
  const [command] = positionals;
  if (positionals.length !== 1 || (command !== 'invalidate' && command !== 'stats')) throw new CacheCommandError(USAGE);
  const { table, 'audit-table': auditTable, state: stateDir } = values;
  if (command === 'stats') return stats(connectState({ table, stateDir }));
  const changes = operatorChanges({ table, auditTable, stateDir });
  return invalidate(() => ({ ...connectState({ table, stateDir }), changes }), values);
}

async function stats(state: StateTable): Promise<string> {
  try {
    return describeStats(await readStats(state));
  } finally {
    state.client.destroy();
  }
}
