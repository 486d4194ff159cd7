/**
 * Traces of the local cloud: for each request what the gateway, the functions, the tables and the providers took of it.
 *
 *     npm run traces -- --last 3
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { printResult } from './print-result.ts';
import { RegistryCommandError } from './registry/connect.ts';
import { readLog } from './traces/call-lines.ts';
import { printTrace } from './traces/print-tree.ts';
import { selectTraces } from './traces/trace-tree.ts';
import { waterfall } from './traces/waterfall.ts';

const USAGE = `npm run traces -- [--last 10] [--id ID] [--slow] [--svg FILE]

  --last N      how many; default 10
  --id ID       a trace id or a correlation id
  --slow        the slowest first, instead of the newest last
  --svg FILE    write a picture as well
  --state DIR   state of the local cloud (default .manifold); its log begins with its start`;

await printResult(run, USAGE);

async function run(argv: string[]): Promise<string> {
  const { values } = parseArgs({
    args: argv,
    options: {
      last: { type: 'string', default: '10' },
      id: { type: 'string' },
      slow: { type: 'boolean', default: false },
      svg: { type: 'string' },
      state: { type: 'string', default: '.manifold' },
    },
  });
  const last = Number(values.last);
  if (!Number.isInteger(last) || last < 1) throw new RegistryCommandError(USAGE);
  const log = await readFile(join(values.state, 'cloud.log'), 'utf8').catch(() => {
    throw new RegistryCommandError(`There is no log in ${values.state}. Start the local cloud with npm start.`);
  });
  const traces = selectTraces(readLog(log), {
    last,
    order: values.slow ? 'slowest' : 'newest',
    ...(values.id === undefined ? {} : { id: values.id }),
  });
  if (traces.length === 0) return 'No call with spans is in the log.';
  if (values.svg !== undefined) await writeFile(values.svg, waterfall(traces));
  return traces.map(printTrace).join('\n\n');
}
