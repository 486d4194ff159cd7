/**
 * Measures the sealer on one window of many events, in a database of its own:
 *
 *     node scripts/audit/bench/seal.ts --events 1000000 [--tenants 4]
 *
 * Fills the audit table, seals it, asks it by index and verifies the seal, in a process of its own each, and prints time
 * and memory.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { AUDIT_INDEXES } from '../../../schemas/keys.ts';
import { startDynamoDb } from '../../../test/support/dynamodb.ts';
import { printResult } from '../../print-result.ts';
import { fillWindow } from './fill-window.ts';
import type { PhaseOrder, PhaseResult } from './phase.ts';

/** Heap of each phase, in megabytes: Node collects garbage late if it may take more. */
const HEAP = ['--max-old-space-size=160', '--max-semi-space-size=8'];

const USAGE = 'node scripts/audit/bench/seal.ts [--events 1000000] [--tenants 4]';

async function run(argv: string[]): Promise<string> {
  const text = { type: 'string' } as const;
  const options = { events: { ...text, default: '1000000' }, tenants: { ...text, default: '4' } };
  const { values } = parseArgs({ args: argv, options });
  const events = Number(values.events);
  const database = await startDynamoDb();
  const folder = mkdtempSync(join(tmpdir(), 'seal-'));
  try {
    const [audit, identity] = [await database.table(Object.values(AUDIT_INDEXES)), await database.table()];
    const script = await bundled(folder);
    const started = performance.now();
    const { window, correlationId } = await fillWindow(
      { endpoint: database.endpoint, table: audit },
      { events, tenants: Number(values.tenants) },
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

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
const line = (what: string, { text, milliseconds, peakMb }: PhaseResult) =>
  `${what.padEnd(8)} ${text} in ${seconds(milliseconds)}, at most ${peakMb} MB of memory`;

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

await printResult(run, USAGE);
