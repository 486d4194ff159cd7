/**
 * `npm run clients`: takes clients that people use through one journey against a local cloud, and writes what each could
 * do into docs/clients.md. Clients that the repository does not depend on are installed into `.clients`. Ends with 1 if a
 * step failed.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Ready } from '../test/cloud/main.ts';
import { DRIVERS } from './clients/drivers.ts';
import { installClients } from './clients/installed.ts';
import { type Row, STEPS, travel } from './clients/journey.ts';
import { tableOf, withTable } from './clients/table.ts';
import { toolNames } from './clients/tool-names.ts';

const HELP = `npm run clients -- [--only TEXT] [--write]

  --only TEXT   only clients whose name contains the text
  --write       replace the table in docs/clients.md`;

process.chdir(new URL('..', import.meta.url).pathname);
const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, write: { type: 'boolean' }, help: { type: 'boolean' } },
});
if (values.help) console.log(HELP);
else process.exitCode = await run();

async function run(): Promise<number> {
  console.log('Installing clients …');
  await installClients();
  console.log('Starting a local cloud …');
  const cloud = fork('test/cloud/main.ts', { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  try {
    const [ready] = (await once(cloud, 'message')) as [Ready];
    if ('failed' in ready) throw new Error(ready.failed);
    const { mcpUrl: url, devKey: key, controlUrl } = ready.endpoints;
    const destination = {
      url,
      key,
      person: 'Dev Developer',
      tools: await toolNames({ url, key }),
      openGate: (gate: string) => fetch(`${controlUrl}/gates/${gate}/open`, { method: 'POST' }),
    };
    const rows: Row[] = [];
    for (const driver of DRIVERS.filter(({ name }) => name.includes(values.only))) {
      const row = await travel(driver, destination);
      console.log(`${row.name}: ${STEPS.map((step) => `${step} ${said(row[step])}`).join(', ')}`);
      rows.push(row);
    }
    if (values.write) {
      await writeFile('docs/clients.md', withTable(await readFile('docs/clients.md', 'utf8'), tableOf(rows)));
      console.log('The table is in docs/clients.md.');
    }
    return rows.some((row) => STEPS.some((step) => typeof row[step] === 'object')) ? 1 : 0;
  } finally {
    cloud.disconnect();
    await once(cloud, 'exit');
  }
}

function said(outcome: Row[(typeof STEPS)[number]]): string {
  return typeof outcome === 'object' ? `FAILS (${outcome.failed})` : outcome;
}
