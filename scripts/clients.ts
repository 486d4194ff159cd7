/**
 * Takes clients that people use through one journey against a local cloud of its own, and says what each could do. Clients
 * that the repository does not depend on are installed into `.clients`.
 *
 *     npm run clients -- --write
 */
import { readFile, writeFile } from 'node:fs/promises';
import { endpoints } from '../test/cloud/endpoints.ts';
import setup from '../test/cloud/setup.ts';
import teardown from '../test/cloud/teardown.ts';
import { listTools } from '../test/integration/support/endpoint.ts';
import { DRIVERS } from './clients/drivers.ts';
import { installClients } from './clients/installed.ts';
import { type Row, STEPS, travel } from './clients/journey.ts';
import { tableOf, withTable } from './clients/table.ts';
import { command } from './command/command.ts';
import { ArgumentError } from './command/command-error.ts';
import { runProgram } from './command/run-program.ts';

const PAGE = new URL('../docs/clients.md', import.meta.url);

await runProgram({
  name: 'clients',
  about: 'The first run installs clients, which takes a minute or two.',
  commands: {
    '': command({
      about: 'Takes clients through sign-in, list, call, resource, prompt, confirmation, progress and cancel.',
      options: {
        only: { type: 'text', value: 'TEXT', help: 'only clients with the text in their name' },
        write: { type: 'flag', help: 'replaces the table in docs/clients.md' },
      },
      async run({ options: { only, write } }) {
        if (only !== undefined && write) throw new ArgumentError('--write needs all clients: leave --only out.');
        await installClients();
        await setup();
        try {
          const rows = await travelWith(DRIVERS.filter(({ name }) => name.includes(only ?? '')));
          if (write) await writeFile(PAGE, withTable(await readFile(PAGE, 'utf8'), tableOf(rows)));
          const hasFault = rows.some((row) => STEPS.some((step) => typeof row[step] === 'object'));
          return { text: tableOf(rows), data: rows, exitCode: hasFault ? 1 : 0 };
        } finally {
          await teardown();
        }
      },
    }),
  },
});

async function travelWith(drivers: typeof DRIVERS): Promise<Row[]> {
  const { mcpUrl: url, devKey: key } = endpoints();
  const tools = (await listTools()).map(({ name }) => name);
  const rows: Row[] = [];
  for (const driver of drivers) {
    console.error(`${driver.name} …`);
    rows.push(await travel(driver, { url, key, person: 'Dev Developer', tools }));
  }
  return rows;
}
