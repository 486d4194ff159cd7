/**
 * Usage for billing: calls that were let through, by principal, tool, tier and day.
 *
 *     npm run usage -- --from 2026-11-01 --to 2026-11-30 --format csv
 */
import { dayOf } from '../functions/platform/limits/usage-repository.ts';
import { command } from './command/command.ts';
import { ArgumentError } from './command/command-error.ts';
import { connectTable, tableOptions } from './command/connect.ts';
import { runProgram } from './command/run-program.ts';
import { FORMATS } from './csv.ts';
import { listUsage } from './usage/list-usage.ts';

await runProgram({
  name: 'usage',
  about: 'A deployed stage is reached with the region and credentials of the AWS environment.',
  commands: {
    '': command({
      about: 'Lists the calls that were let through, by day, principal, tool and tier.',
      options: {
        day: { type: 'day', help: 'one day in UTC, such as 2026-11-21; without it, today' },
        from: { type: 'day', help: 'first of several days' },
        to: { type: 'day', help: 'last of several days' },
        tenant: {
          type: 'text',
          value: 'ID',
          help: 'only this tenant; without it, the whole table is read for each day',
        },
        principal: { type: 'text', value: 'ID', help: 'only this principal' },
        format: { type: 'text', choices: FORMATS, default: 'table', help: 'form of the rows' },
        ...tableOptions('usage table'),
      },
      run: ({ options }) => {
        const { day = dayOf(Date.now()), from = day, to = day, tenant, principal, format } = options;
        if (from > to) throw new ArgumentError(`--from ${from} is after --to ${to}: give the earlier day first.`);
        return listUsage(connectTable('usage', options), { from, to, tenant, principal, format });
      },
    }),
  },
});
