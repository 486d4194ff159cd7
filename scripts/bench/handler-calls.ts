import { join } from 'node:path';
import type { Prepared } from './prepare.ts';
import { processTree, readProcess } from './process-tree.ts';
import { runNode } from './processes.ts';

/** One warm call inside a function. */
export interface HandlerCall {
  readonly name: string;
  /** Processor time in milliseconds; waiting does not count. */
  readonly cpuMs: number;
  /** Requests to AWS that one call makes, counted as they leave, such as `GetItem` or `Invoke`. */
  readonly aws: Readonly<Record<string, number>>;
}

/** Names of the calls that the ratios compare. */
export const BARE = 'SDK handler, tools/call';
export const CACHED = 'front, read from the cache';
export const READ = 'front, read without a cache';

/**
 * Measures the bundles of front and of the bare handler in a separate process, which has the environment and credentials
 * of a front that runs in the local cloud.
 *
 * @param cloud id of the local cloud's process, which has to have answered a request
 */
export async function measureHandlers(cloud: number, { bundleFolder, bareBundle }: Prepared): Promise<HandlerCall[]> {
  const fronts = processTree(cloud)
    .map((pid) => readProcess(pid, 'environ').split('\0'))
    .filter((environment) => environment.includes('POWERTOOLS_SERVICE_NAME=front'));
  const [environment] = fronts;
  if (!environment) throw new Error('No instance of front runs: its environment cannot be read.');
  const variables = Object.fromEntries(environment.map((entry) => entry.split(/=(.*)/s).slice(0, 2)));
  const bundles = [join(bundleFolder, 'functions/front/index.mjs'), join(bareBundle, 'index.mjs')];
  const printed = await runNode(['scripts/bench/targets/handler-calls.ts', ...bundles], variables);
  // Front logs on the same stream; the last line is the target's own.
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '') as HandlerCall[];
}
