/**
 * `npm run bench [-- --json] [--svg FILE] [--rounds N] [--seconds N]`: the platform on the local cloud beside a bare
 * node:http server and the bare SDK handler, all in one run. Prints figures and ratios, draws the latencies, and says at
 * the end where requirements C1 to C3 stand. Ends by itself.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { chartOf } from './chart.ts';
import { measureGuards } from './guards.ts';
import { measureFunctions } from './init-time.ts';
import { measureInside } from './inside.ts';
import { memoryOf, peakMemory } from './memory.ts';
import { openLimits } from './open-limits.ts';
import { prepare } from './prepare.ts';
import { startCloud, startTarget, stopAll } from './processes.ts';
import { find, ratiosOf, TARGETS } from './ratios.ts';
import { type Report, render } from './report.ts';
import { measureTargets } from './rounds.ts';
import { targetsOf } from './targets.ts';
import { verdictsOf } from './verdicts.ts';
import { measureCache, measureFaults } from './workload.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    svg: { type: 'string', default: '.manifold/bench.svg' },
    rounds: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '2' },
  },
});
const note = (line: string) => console.error(line);

const folder = mkdtempSync(join(tmpdir(), 'manifold-bench-'));
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void cleanUp().then(() => process.exit(1)));
try {
  const report = await bench();
  mkdirSync(dirname(values.svg), { recursive: true });
  writeFileSync(values.svg, chartOf(report.targets));
  console.log(values.json ? JSON.stringify(report, undefined, 2) : render(report));
  note(`The latencies are drawn in ${values.svg}.`);
} finally {
  await cleanUp();
}

async function cleanUp(): Promise<void> {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
}

async function bench(): Promise<Report> {
  note('bundling and synthesizing');
  const provider = await startTarget('provider.ts');
  const prepared = await prepare(folder, provider.url);
  const { bundles, bundleFolder, platform, bare, buildMs, synthMs } = prepared;
  note('timing functions and guards');
  const functions = await measureFunctions(bundles, { bundleFolder, platform });
  const guards = await measureGuards();
  note('starting');
  const cloud = await startCloud(platform, join(folder, 'state'));
  const { startMs } = cloud;
  await openLimits(join(folder, 'state'));
  const targets = await targetsOf(cloud, await startCloud(bare, join(folder, 'bare-state')));
  const idle = memoryOf(cloud.pid);
  const watch = peakMemory(cloud.pid);
  const pace = { rounds: Number(values.rounds), seconds: Number(values.seconds), note };
  const measured = await measureTargets(targets, pace);
  note('calling the handlers directly');
  const inside = await measureInside(cloud.pid, prepared);
  note('reference workload');
  const cache = await measureCache(cloud);
  note('5,000 calls with 2 % provider faults');
  const faults = await measureFaults(cloud, provider.url);
  const memory = { idle, underLoad: watch.stop() };
  return {
    startup: { buildMs, synthMs, startMs, readyMs: buildMs + synthMs + startMs },
    functions,
    memory,
    targets: measured,
    inside,
    guards,
    cache,
    faults,
    ratios: ratiosOf(measured, inside),
    verdicts: verdictsOf({
      cached: find(measured, TARGETS.cached, 1),
      uncached: find(measured, TARGETS.uncached, 1),
      crowds: measured.filter(({ name, connections }) => name.startsWith('front') && connections === 100),
      memory: memory.underLoad,
      cache,
      faults,
    }),
  };
}
