/**
 * The schedules of the local cloud. On AWS, `aws events list-rules` and `aws lambda invoke` do the same.
 *
 *     npm run schedules -- list
 *     npm run schedules -- run audit-sealer
 */
import { command } from './command/command.ts';
import { LOCAL_OPTIONS, readLocalCloud } from './command/local-cloud.ts';
import { runProgram } from './command/run-program.ts';
import { listSchedules } from './schedules/list-schedules.ts';
import { runSchedule } from './schedules/run-schedule.ts';

await runProgram({
  name: 'schedules',
  about: 'Schedules of the local cloud.',
  commands: {
    list: command({
      about: 'Lists the schedules and the functions that they run.',
      options: LOCAL_OPTIONS,
      run: ({ options }) => listSchedules(readLocalCloud(options.state)),
    }),
    run: command({
      about: 'Runs a schedule now; NAME is the name of the schedule or of its function, or a part of it.',
      options: LOCAL_OPTIONS,
      arguments: ['NAME'],
      run: ({ options, arguments: [name] }) => runSchedule(readLocalCloud(options.state), name),
    }),
  },
});
