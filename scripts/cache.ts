/**
 * The response cache: counting what is in it, and making answers void.
 *
 *     npm run cache -- invalidate --tool verify_pan
 *     npm run cache -- stats
 */

import { invalidate } from './cache/invalidate.ts';
import { describeStats, readStats } from './cache/stats.ts';
import { changeOptions, connectForChanges } from './command/audited-table.ts';
import { command } from './command/command.ts';
import { connectTable, tableOptions } from './command/connect.ts';
import { runProgram } from './command/run-program.ts';

await runProgram({
  name: 'cache',
  about: 'A deployed stage is reached with the region and credentials of the AWS environment.',
  commands: {
    stats: command({
      about: 'Counts the cached responses in the state table, and how often responses were made void.',
      options: tableOptions('state table'),
      run: async ({ options }) => {
        const state = connectTable('state', options);
        try {
          const stats = await readStats(state);
          return { text: describeStats(stats), data: stats };
        } finally {
          state.client.destroy();
        }
      },
    }),
    invalidate: command({
      about: 'Makes cached responses void: give one of --tool, --event and --principal.',
      options: {
        tool: { type: 'text', value: 'NAME', help: 'responses of this tool' },
        event: { type: 'text', value: 'NAME', help: 'responses that this event makes void' },
        principal: { type: 'text', value: 'ID', help: 'responses for this principal of --tenant' },
        tenant: { type: 'text', value: 'NAME', help: 'tenant of the principal' },
        ...changeOptions('state table'),
      },
      run: ({ options }) => invalidate(() => connectForChanges('state', options), options),
    }),
  },
});
