/**
 * Measures the sealer on one window of many events, in a database of its own:
 *
 *     npm run audit:bench -- --events 1000000 --tenants 4
 *
 * Fills the audit table, seals it, asks it by index and verifies the seal, in a process of its own each, and prints time
 * and memory.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { AUDIT_INDEXES } from '../../../schemas/keys.ts';
import { startDynamoDb } from '../../../test/support/dynamodb.ts';
import { command } from '../../command/command.ts';
import { runProgram } from '../../command/run-program.ts';
import { fillWindow } from './fill-window.ts';
import type { PhaseOrder, PhaseResult } from './phase.ts';

/** Heap of each phase, in megabytes: Node collects garbage late if it may take more. */
const HEAP = ['--max-old-space-size=160', '--max-semi-space-size=8'];

await runProgram({
  name: 'audit:bench',
  about: 'Figures are of this machine at this moment.',
  commands: {
    '': command({
      about: 'Measures the sealer on one window of many events, in a database of its own.',
      options: {
        events: { type: 'number', default: 1_000_000, help: 'events of the window' },
        tenants: { type: 'number', default: 4, help: 'tenants that share them' },
      },
      run: ({ options }) => bench(options),
    }),
  },
});

async function bench({ events, tenants }: { events: number; tenants: number }): Promise<string> {
  const database = await startDynamoDb();
  const folder = mkdtempSync(join(tmpdir(), 'seal-'));
  try {
    const [audit, identity] = [await database.table(Object.values(AUDIT_INDEXES)), await database.table()];
    const script = await bundled(folder);
    const started = performance.now();
    const { window, correlationId } = await fillWindow(
      { endpoint: database.endpoint, table: audit },
      { events, tenants },
    );
    const filled = `filled   ${events} events in ${seconds(performance.now() - started)}`;
    const order = { endpoint: database.endpoint, audit, identity, folder, window, correlationId };
    return [
      filled,
      line('sealed', await phase(script, { ...order, phase: 'seal' })),
      ...(await asked(script, order)),
      line('verified', await phase(script, { ...order, phase: 'verify' })),
    ].join('\n');
  } finally {
    database.stop();
    rmSync(folder, { recursive: true });
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function line(what: string, { text, milliseconds, peakMb }: PhaseResult): string {
  return `${what.padEnd(8)} ${text} in ${seconds(milliseconds)}, at most ${peakMb} MB of memory`;
}

/** Times of queries by an index. */
async function asked(script: string, order: Omit<PhaseOrder, 'phase'>): Promise<string[]> {
  const { text } = await phase(script, { ...order, phase: 'query' });
  return text.split('\n');
}

/** Bundles the phases as the sealer is bundled for its function: what loads TypeScript would count as their memory. */
async function bundled(folder: string): Promise<string> {
  const outfile = join(folder, 'phase.mjs');
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  const entryPoints = [join(import.meta.dirname, 'phase.ts')];
  await build({ entryPoints, outfile, banner, bundle: true, platform: 'node', format: 'esm', target: 'node24' });
  return outfile;
}

/** Does one phase in a process of its own, so that its memory is its own. */
function phase(script: string, order: PhaseOrder): Promise<PhaseResult> {
  const child = fork(script, [JSON.stringify(order)], { execArgv: HEAP });
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as PhaseResult));
    child.once('exit', (code) => reject(new Error(`The phase ${order.phase} ended with ${code}.`)));
  });
}
