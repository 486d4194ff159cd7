import type { Target } from './measure-targets.ts';
import { type Running, type RunningCloud, startTarget } from './processes.ts';
import { TARGETS } from './ratios.ts';
import { type BenchRequest, keys, lookup, toolCall, toolList } from './requests.ts';

const CROWDS = [1, 16, 100];

/** Targets that are measured through their URL, with the number of callers at a time. */
export async function targetsOf(cloud: RunningCloud, bareCloud: RunningCloud): Promise<Target[]> {
  const echo = await startTarget('echo.ts');
  const sdk = await startTarget('sdk-http.ts');
  const each = (name: string, request: BenchRequest, { pid }: Running, crowds = CROWDS): Target[] =>
    crowds.map((connections) => ({ name, request, connections, pid }));
  const fresh = keys('fresh');
  return [
    ...each(TARGETS.echo, { ...toolCall(echo), expects: 'bench_add' }, echo),
    ...each(TARGETS.sdk, toolCall(sdk), sdk),
    ...each(TARGETS.bare, toolCall(bareCloud), bareCloud),
    ...each(TARGETS.list, toolList(cloud), cloud, [16]),
    ...each(TARGETS.call, toolCall(cloud), cloud, [1, 16]),
    ...each(
      TARGETS.cached,
      lookup(cloud, () => 'one'),
      cloud,
    ),
    ...each(TARGETS.uncached, lookup(cloud, fresh, 200), cloud),
  ];
}
