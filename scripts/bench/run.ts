/**
 * Measures the platform on the local cloud beside a bare node:http server and the bare SDK handler, all in one run. Prints
 * figures and ratios, draws the latencies, and says at the end which of the requirements C1 to C3 hold.
 *
 *     npm run bench -- --rounds 3
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { command } from '../command/command.ts';
import { runProgram } from '../command/run-program.ts';
import { chartOf } from './chart.ts';
import { measureGuards } from './guards.ts';
import { measureHandlers } from './handler-calls.ts';
import { measureFunctions } from './init-time.ts';
import { measureTargets, type Pace } from './measure-targets.ts';
import { memoryOf, peakMemory } from './memory.ts';
import { openLimits } from './open-limits.ts';
import { prepare } from './prepare.ts';
import { startCloud, startTarget, stopAll } from './processes.ts';
import { find, ratiosOf, TARGETS } from './ratios.ts';
import { type Report, render } from './report.ts';
import { targetsOf } from './targets.ts';
import { verdictsOf } from './verdicts.ts';
import { measureCache, measureFaults } from './workload.ts';

const note = (line: string) => console.error(line);

await runProgram({
  name: 'bench',
  about: 'Latencies are of this machine at this moment; ratios compare targets of the same run.',
  commands: {
    '': command({
      about: 'Measures the platform on the local cloud beside a bare server and the bare SDK handler.',
      options: {
        svg: { type: 'text', value: 'FILE', default: '.manifold/bench.svg', help: 'picture of the latencies' },
        rounds: { type: 'number', default: 1, help: 'how often each target is measured' },
        seconds: { type: 'number', default: 2, help: 'length of a round' },
      },
      run: async ({ options: { svg, rounds, seconds } }) => {
        const folder = mkdtempSync(join(tmpdir(), 'manifold-bench-'));
        for (const signal of ['SIGINT', 'SIGTERM'] as const) {
          process.once(signal, () => void cleanUp(folder).then(() => process.exit(1)));
        }
        try {
          const report = await bench(folder, { rounds, seconds, note });
          mkdirSync(dirname(svg), { recursive: true });
          writeFileSync(svg, chartOf(report.targets));
          note(`The latencies are drawn in ${svg}.`);
          return { text: render(report), data: report };
        } finally {
          await cleanUp(folder);
        }
      },
    }),
  },
});

async function cleanUp(folder: string): Promise<void> {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
}

async function bench(folder: string, pace: Pace): Promise<Report> {
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
  const measured = await measureTargets(targets, pace);
  note('calling the handlers directly');
  const inside = await measureHandlers(cloud.pid, prepared);
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
