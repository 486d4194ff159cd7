import { join } from 'node:path';
import type { Prepared } from './prepare.ts';
import { processTree, readProcess } from './process-tree.ts';
import { runNode } from './processes.ts';

/** Processor time of one warm call inside a function, in milliseconds, by what is called. */
export type Inside = Readonly<Record<string, number>>;

/**
 * Measures front's bundle beside the bare handler's, in a process of its own that has the environment, credentials
 * included, of a front that runs in the local cloud.
 *
 * @param cloud process of the local cloud, which has answered a request already
 */
export async function measureInside(cloud: number, { bundleFolder, bareBundle }: Prepared): Promise<Inside> {
  const fronts = processTree(cloud)
    .map((pid) => readProcess(pid, 'environ').split('\0'))
    .filter((environment) => environment.includes('POWERTOOLS_SERVICE_NAME=front'));
  const [environment] = fronts;
  if (!environment) throw new Error('No instance of front runs: its environment cannot be read.');
  const variables = Object.fromEntries(environment.map((entry) => entry.split(/=(.*)/s).slice(0, 2)));
  const bundles = [join(bundleFolder, 'functions/front/index.mjs'), join(bareBundle, 'index.mjs')];
  return JSON.parse(await runNode(['scripts/bench/targets/inside.ts', ...bundles], variables)) as Inside;
}
