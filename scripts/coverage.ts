/**
 * `npm run coverage`: the share of lines of functions, schemas and local that unit tests execute. Code that the local
 * cloud runs in separate processes, for integration tests and attacks, is not counted. The report of each line is in
 * `coverage/index.html`.
 */
import { availableParallelism } from 'node:os';
import { runNode } from './test/children.ts';

process.chdir(new URL('..', import.meta.url).pathname);

const COUNTED = ['functions', 'schemas', 'local'].map((folder) => `--collectCoverageFrom=${folder}/**/*.ts`);

process.exitCode =
  (await runNode([
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    '--selectProjects=unit',
    `--maxWorkers=${availableParallelism()}`,
    '--silent',
    '--coverage',
    '--coverageDirectory=coverage',
    '--coverageReporters=text-summary',
    '--coverageReporters=html',
    ...COUNTED,
  ])) ?? 1;
