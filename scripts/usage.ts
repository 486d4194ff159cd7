/**
 * Usage for billing: calls that were let through, by principal, tool, tier and day. Works on the local cloud that runs
 * here, or with --table on the usage table of a deployed stage, with the region and credentials of the AWS environment.
 *
 *     npm run usage -- --day 2026-11-21 --format csv
 */
import { parseArgs } from 'node:util';
import { dayOf } from '../functions/runtime/limits/usage-repository.ts';
import { printResult } from './print-result.ts';
import { connect, RegistryCommandError } from './registry/connect.ts';
import { listUsage } from './usage/list-usage.ts';

const USAGE = `npm run usage -- [--day 2026-11-21] [--tenant ID] [--format table|csv|jsonl]

  --day DAY      UTC; default today
  --tenant ID    only this tenant (else all, which reads the whole table)
  --table NAME   usage table of a deployed stage (else the local cloud that runs here)
  --state DIR    state of the local cloud (default .manifold)`;

await printResult(run);

async function run(argv: string[]): Promise<string> {
  const { values } = parseArgs({
    args: argv,
    options: {
      day: { type: 'string', default: dayOf(Date.now()) },
      tenant: { type: 'string' },
      format: { type: 'string', default: 'table' },
      table: { type: 'string' },
      state: { type: 'string', default: '.manifold' },
    },
  });
  const { day, tenant, format, table, state } = values;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new RegistryCommandError(USAGE);
  if (format !== 'table' && format !== 'csv' && format !== 'jsonl') throw new RegistryCommandError(USAGE);
  return listUsage(connect({ table, stateDir: state, name: 'usage' }), { day, tenant, format });
}
