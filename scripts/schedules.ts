/**
 * The schedules of the local cloud that runs here: what there is, and one of them run now instead of at its time. On AWS
 * the same is `aws events list-rules` and `aws lambda invoke`.
 *
 *     npm run schedules -- list
 *     npm run schedules -- run audit-sealer
 */
import { parseArgs } from 'node:util';
import { printResult } from './print-result.ts';
import { readSchedules, ScheduleCommandError } from './schedules/connect.ts';
import { listSchedules } from './schedules/list-schedules.ts';
import { runSchedule } from './schedules/run-schedule.ts';

const USAGE = `npm run schedules -- list
npm run schedules -- run <name of the schedule or its function, or a part of it>

  --state DIR    state of the local cloud (default .manifold)`;

await printResult(run, USAGE);

async function run(argv: string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { state: { type: 'string', default: '.manifold' } },
  });
  const [command, name, ...rest] = positionals;
  if (command === 'list' && name === undefined) return listSchedules(readSchedules(values.state));
  if (command === 'run' && name !== undefined && rest.length === 0)
    return runSchedule(readSchedules(values.state), name);
  throw new ScheduleCommandError(USAGE);
}
