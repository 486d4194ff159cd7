import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_BUNDLES } from '../../test/cloud/assembly.ts';
import { runNode } from './children.ts';
import { type Counts, countsOf, type JestReport } from './counts.ts';
import { type Timed, timesOf } from './slowest.ts';

export interface Step {
  name: string;
  run(): Promise<Outcome>;
}

export interface Outcome {
  counts: Counts;
  /** One entry per test file; empty for a check that is no test. */
  times: Timed[];
}

/**
 * The steps of `npm test`, in this order. Steps of one group run at the same time. A check that is no test counts as one.
 */
export const STEPS: readonly (readonly Step[])[] = [
  [
    { name: 'build', run: build },
    { name: 'types', run: () => check(['node_modules/typescript/bin/tsc', '-p', '.']) },
    { name: 'lint', run: () => check(['node_modules/@biomejs/biome/bin/biome', 'check', '.']) },
  ],
  [
    {
      name: 'unit and stacks',
      run: () => jest(['--selectProjects', 'unit', 'stacks', `--maxWorkers=${availableParallelism()}`]),
    },
  ],
  // These share one cloud, and some change its registry, so they run one after the other.
  [
    {
      name: 'integration, conformance and attacks',
      run: () => jest(['--selectProjects', 'integration', '--runInBand']),
    },
  ],
  // The faults break their cloud, so it is not shared.
  [{ name: 'faults', run: () => jest(['--selectProjects', 'faults', '--runInBand']) }],
];

/** Builds every bundle, for the clouds of the later steps too. */
async function build(): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'manifold-bundles-'));
  process.env[TEST_BUNDLES] = folder;
  return check(['test/cloud/build.ts', folder]);
}

/** Removes what the steps have left for each other. */
export async function cleanUp(): Promise<void> {
  const folder = process.env[TEST_BUNDLES];
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}

async function check(args: string[]): Promise<Outcome> {
  const passed = (await runNode(args)) === 0;
  return { counts: { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }, times: [] };
}

async function jest(args: string[]): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'manifold-jest-'));
  const outputFile = join(folder, 'report.json');
  try {
    const json = ['--json', `--outputFile=${outputFile}`];
    const exitCode = await runNode(['node_modules/jest/bin/jest.js', ...args, ...json]);
    const report = await readReport(outputFile);
    return { counts: countsOf(report, exitCode), times: timesOf(report, process.cwd()) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Undefined if jest ended before it wrote a report. */
async function readReport(file: string): Promise<JestReport | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as JestReport);
}
