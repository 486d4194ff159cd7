/**
 * Plans: how much principals may do.
 *
 *     npm run plans -- set team callsPerMinute=200 verify_pan.perMinute=20
 *     npm run plans -- assign acme enterprise
 */
import { userInfo } from 'node:os';
import { changeOptions, connectForChanges } from './command/audited-table.ts';
import { command } from './command/command.ts';
import { connectTable, tableOptions } from './command/connect.ts';
import { runProgram } from './command/run-program.ts';
import { givePlan, listPlans, setPlan } from './plans/plan-commands.ts';

const WHAT = 'registry table';

await runProgram({
  name: 'plans',
  about:
    'Limits are callsPerMinute=20, verify_pan.perMinute=5 for one tool, *.burst=3 for all other tools; 0 blocks.\n' +
    'A deployed stage is reached with the region and credentials of the AWS environment.',
  commands: {
    list: command({
      about: 'Lists the plans with their limits, and the tenants and principals that have a plan of their own.',
      options: tableOptions(WHAT),
      run: ({ options }) => listPlans(connectTable('registry', options)),
    }),
    set: command({
      about: 'Changes limits of a plan, or makes a new plan; holds from the next request on.',
      options: changeOptions(WHAT),
      arguments: ['PLAN', 'LIMIT=NUMBER...'],
      run: ({ options, arguments: [name, settings] }) =>
        setPlan(connectForChanges('registry', options), { name, settings, by: userInfo().username }),
    }),
    assign: command({
      about: 'Gives a tenant, or one of its principals, a plan; holds from the next request on.',
      options: {
        principal: { type: 'text', value: 'ID', help: 'the principal of the tenant; without it, the whole tenant' },
        ...changeOptions(WHAT),
      },
      arguments: ['TENANT', 'PLAN'],
      run: ({ options, arguments: [tenant, plan] }) =>
        givePlan(connectForChanges('registry', options), { tenant, principal: options.principal, plan }),
    }),
  },
});
