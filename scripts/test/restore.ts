import { addEventHandler } from 'jest-circus';
import { jest } from './jest-api.ts';

/** The environment as the process got it, with the endpoints of the cloud under test. */
const environment = { ...process.env };
let current: unknown;

/** Test files share their process: after each one, its mocks and its changes of the environment are taken back. */
addEventHandler((_event, { rootDescribeBlock }) => {
  if (rootDescribeBlock === current) return;
  current = rootDescribeBlock;
  rootDescribeBlock.hooks.push({
    type: 'afterAll',
    fn: restore,
    timeout: undefined,
    asyncError: new Error(),
    seenDone: false,
    parent: rootDescribeBlock,
  });
});

function restore(): void {
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(environment, name)) delete process.env[name];
  Object.assign(process.env, environment);
  jest.restoreAllMocks();
  jest.useRealTimers();
}

// A rejection that no code handles fails the run, and leaves the other tests their turn.
process.on('unhandledRejection', (reason) => {
  console.error('A promise was rejected, and nothing handled it:', reason);
  process.exitCode = 1;
});
