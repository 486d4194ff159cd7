/**
 * Plans: how much principals may do. Works on the local cloud that runs here, or with --table on the registry table
 * of a deployed stage, with the region and credentials of the AWS environment.
 *
 *     npm run plans -- set team callsPerMinute=200 verify_pan.perMinute=20
 *     npm run plans -- assign acme enterprise
 */
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { operatorChanges } from './audit/operator-changes.ts';
import { givePlan, listPlans, setPlan } from './plans/plan-commands.ts';
import { printResult } from './print-result.ts';
import { connect, RegistryCommandError } from './registry/connect.ts';

const USAGE = `npm run plans -- list
npm run plans -- set <plan> <limit=number> ...          callsPerMinute=20, verify_pan.perMinute=5, *.burst=3; 0 blocks
npm run plans -- assign <tenant> <plan> [--principal ID]

  --table NAME   registry table of a deployed stage (else the local cloud that runs here)
  --audit-table NAME   its audit table: changes are audited
  --state DIR    state of the local cloud (default .manifold)`;

await printResult(run, USAGE);

async function run(argv: string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      table: { type: 'string' },
      'audit-table': { type: 'string' },
      state: { type: 'string', default: '.manifold' },
      principal: { type: 'string' },
    },
  });
  const [command, first, ...rest] = positionals;
  const registry = () => connect({ table: values.table, stateDir: values.state });
  const places = { table: values.table, auditTable: values['audit-table'], stateDir: values.state };
  const desk = () => ({ ...registry(), changes: operatorChanges(places) });
  if (command === 'list' && first === undefined) return listPlans(registry());
  if (command === 'set' && first !== undefined && rest.length > 0) {
    return setPlan(desk(), { name: first, settings: rest, by: userInfo().username });
  }
  const [plan] = rest;
  if (command === 'assign' && first !== undefined && plan !== undefined && rest.length === 1) {
    return givePlan(desk(), { tenant: first, principal: values.principal, plan });
  }
  throw new RegistryCommandError(USAGE);
}
