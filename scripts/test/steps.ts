import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from './children.ts';
import { type Counts, countsOf, type JestReport } from './counts.ts';

export interface Step {
  name: string;
  run(): Promise<Counts>;
}

/** What `npm test` runs, in this order. Checks that are no tests count as one each. */
export const STEPS: readonly Step[] = [
  { name: 'build', run: () => check(['scripts/build.ts']) },
  { name: 'types', run: () => check(['node_modules/typescript/bin/tsc', '-p', '.']) },
  { name: 'lint', run: () => check(['node_modules/@biomejs/biome/bin/biome', 'check', '.']) },
  {
    name: 'unit and stacks',
    run: () => jest(['--selectProjects', 'unit', 'stacks', `--maxWorkers=${availableParallelism()}`]),
  },
  // One cloud serves these, and some change its registry: they run one after the other.
  {
    name: 'integration, conformance and attacks',
    run: () => jest(['--selectProjects', 'integration', 'attacks', '--runInBand']),
  },
  // A cloud of its own: what breaks here is nobody else's.
  { name: 'faults', run: () => jest(['--selectProjects', 'faults', '--runInBand']) },
];

async function check(args: string[]): Promise<Counts> {
  const passed = (await runNode(args)) === 0;
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

async function jest(args: string[]): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'manifold-jest-'));
  const outputFile = join(folder, 'report.json');
  try {
    const options = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    const report = ['--json', `--outputFile=${outputFile}`];
    const exitCode = await runNode([...options, 'node_modules/jest/bin/jest.js', ...args, ...report]);
    return countsOf(await readReport(outputFile), exitCode);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Undefined where jest ended before it wrote one. */
async function readReport(file: string): Promise<JestReport | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as JestReport);
}
