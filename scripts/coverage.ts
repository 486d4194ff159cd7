/**
 * `npm run coverage`: lines of functions, schemas and local that unit tests run. What the local cloud runs in processes of
 * its own, which integration tests and attacks reach through the gateway, is not counted. The report with each line is in
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
