/**
 * The registry, read and changed by an operator. Works on the local cloud that runs here, or with --table on the
 * table of a deployed stage, with the region and credentials of the AWS environment.
 *
 *     npm run registry -- list
 *     npm run registry -- status verify_pan@1.0.0 deprecated
 */
import { parseArgs } from 'node:util';
import { operatorChanges } from './audit/operator-changes.ts';
import { printResult } from './print-result.ts';
import { changeStatus } from './registry/change-status.ts';
import { connect, RegistryCommandError } from './registry/connect.ts';
import { listTools } from './registry/list-tools.ts';

const USAGE = `npm run registry -- list
npm run registry -- status <tool[@version]> <active|deprecated|inactive>

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
    },
  });
  const [command, ...args] = positionals;
  const registry = () => connect({ table: values.table, stateDir: values.state });
  if (command === 'list' && args.length === 0) return listTools(registry());
  const [reference, status] = args;
  if (command === 'status' && reference !== undefined && status !== undefined && args.length === 2) {
    const places = { table: values.table, auditTable: values['audit-table'], stateDir: values.state };
    return changeStatus({ ...registry(), changes: operatorChanges(places) }, reference, status);
  }
  throw new RegistryCommandError(USAGE);
}
