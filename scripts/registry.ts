/**
 * The registry of tools: what is in it, and which versions of tools clients may use.
 *
 *     npm run registry -- list
 *     npm run registry -- status verify_pan@1.0.0 deprecated
 */
import { changeOptions, connectForChanges } from './command/audited-table.ts';
import { command } from './command/command.ts';
import { connectTable, tableOptions } from './command/connect.ts';
import { runProgram } from './command/run-program.ts';
import { changeStatus } from './registry/change-status.ts';
import { listTools } from './registry/list-tools.ts';

await runProgram({
  name: 'registry',
  about: 'A deployed stage is reached with the region and credentials of the AWS environment.',
  commands: {
    list: command({
      about: 'Lists every version of every tool, the newest first.',
      options: tableOptions('registry table'),
      run: ({ options }) => listTools(connectTable('registry', options)),
    }),
    status: command({
      about: 'Makes a version of a tool active, deprecated or inactive; TOOL alone means the newest version.',
      options: changeOptions('registry table'),
      arguments: ['TOOL[@VERSION]', 'STATUS'],
      run: ({ options, arguments: [tool, status] }) =>
        changeStatus(connectForChanges('registry', options), tool, status),
    }),
  },
});
