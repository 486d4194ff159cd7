/**
 * The response cache, emptied by an operator. Works on the local cloud that runs here, or with --table on the state
 * table of a deployed stage, with the region and credentials of the AWS environment.
 *
 *     npm run cache -- invalidate --tool verify_pan
 *     npm run cache -- invalidate --event pan_update
 */
import { parseArgs } from 'node:util';
import { operatorChanges } from './audit/operator-changes.ts';
import { CacheCommandError } from './cache/cache-command-error.ts';
import { connectState } from './cache/connect-state.ts';
import { invalidate } from './cache/invalidate.ts';
import { printResult } from './print-result.ts';

const USAGE = `npm run cache -- invalidate --tool NAME
npm run cache -- invalidate --event NAME
npm run cache -- invalidate --principal ID --tenant NAME

  --table NAME   state table of a deployed stage (else the local cloud that runs here)
  --audit-table NAME   its audit table: changes are audited
  --state DIR    state of the local cloud (default .manifold)`;

await printResult(run);

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
  if (positionals.length !== 1 || positionals[0] !== 'invalidate') throw new CacheCommandError(USAGE);
  const { table, 'audit-table': auditTable, state: stateDir } = values;
  const changes = operatorChanges({ table, auditTable, stateDir });
  return invalidate(() => ({ ...connectState({ table, stateDir }), changes }), values);
}
