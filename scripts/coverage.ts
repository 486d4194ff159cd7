/**
 * `npm run coverage`: the share of lines of functions, schemas and local that unit tests execute. Code that the local
 * cloud runs in separate processes, for integration tests and attacks, is not counted. The report of each line is in
 * `coverage/index.html`.
 */
import { runNode } from './test/children.ts';

process.chdir(new URL('..', import.meta.url).pathname);

const COUNTED = ['functions', 'schemas', 'local'].flatMap((folder) => [
  '--src',
  folder,
  '--include',
  `${folder}/**/*.ts`,
]);
const REPORTS = ['--all', '--exclude', '**/*.test.ts', '--reporter', 'text-summary', '--reporter', 'html'];
// V8 writes the counters of a process when it exits; processes of the runner are killed instead, so there is just one.
const TESTS = ['node_modules/jest/bin/jest.js', '--selectProjects=unit', '--runInBand'];

process.exitCode =
  (await runNode(['node_modules/c8/bin/c8.js', ...COUNTED, ...REPORTS, process.execPath, ...TESTS, '--silent'])) ?? 1;
