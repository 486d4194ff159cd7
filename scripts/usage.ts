/**
 * Usage for billing: calls that were let through, by principal, tool, tier and day. Works on the local cloud that runs
 * here, or with --table on the usage table of a deployed stage, with the region and credentials of the AWS environment.
 *
 *     npm run usage -- --from 2026-11-01 --to 2026-11-30 --format csv
 */
import { parseArgs } from 'node:util';
import { dayOf } from '../functions/platform/limits/usage-repository.ts';
import { printResult } from './print-result.ts';
import { connect, RegistryCommandError } from './registry/connect.ts';
import { listUsage } from './usage/list-usage.ts';

const USAGE = `npm run usage -- [--day 2026-11-21 | --from DAY --to DAY] [--tenant ID] [--principal ID] [--format table|csv|jsonl]

  --day DAY        UTC; default today
  --from, --to DAY several days, both included
  --tenant ID      only this tenant (else all, which reads the whole table for each day)
  --principal ID   only this principal
  --table NAME     usage table of a deployed stage (else the local cloud that runs here)
  --state DIR      state of the local cloud (default .manifold)`;

await printResult(run, USAGE);

async function run(argv: string[]): Promise<string> {
  const { values } = parseArgs({
    args: argv,
    options: {
      day: { type: 'string', default: dayOf(Date.now()) },
      from: { type: 'string' },
      to: { type: 'string' },
      tenant: { type: 'string' },
      principal: { type: 'string' },
      format: { type: 'string', default: 'table' },
      table: { type: 'string' },
      state: { type: 'string', default: '.manifold' },
    },
  });
  const { day, from = day, to = day, tenant, principal, format, table, state } = values;
  if (format !== 'table' && format !== 'csv' && format !== 'jsonl') throw new RegistryCommandError(USAGE);
  return listUsage(connect({ table, stateDir: state, name: 'usage' }), { from, to, tenant, principal, format });
}
