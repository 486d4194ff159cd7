import { type CpuTime, cpuPerRequest, cpuTimeOf } from './cpu-time.ts';
import { type Load, load, tryOnce } from './load.ts';
import type { BenchRequest } from './requests.ts';
import { median } from './statistics.ts';

export interface Target {
  readonly name: string;
  readonly request: BenchRequest;
  readonly connections: number;
  /** Id of the process that answers; its descendants are measured too. */
  readonly pid: number;
}

/** The load of one target in one round, and the processor time of a request in milliseconds. */
export type Round = Load & { readonly cpu: CpuTime };

export interface Measured {
  readonly name: string;
  readonly connections: number;
  /** Round with the highest throughput: other programs on the machine only slow a round down. */
  readonly best: Round;
  readonly medianRps: number;
  /** Number of errors in all rounds. */
  readonly errors: number;
}

/** How often and how long targets are measured; `note` is called before each measurement. */
export interface Pace {
  readonly rounds: number;
  readonly seconds: number;
  note(line: string): void;
}

/** Warm-up before the first round: a function is slow until its first hundreds of calls are compiled. */
const FIRST_WARM_UP_MS = 1_500;
/** Warm-up with one caller, who makes few calls in that time. */
const LONE_WARM_UP_MS = 6_000;
/** Warm-up before each round, because processes were frozen since the last one. */
const WARM_UP_MS = 300;

/** Measures each target once per round, so that a slow moment of the machine affects all targets alike. */
export async function measureTargets(targets: readonly Target[], { rounds, seconds, note }: Pace): Promise<Measured[]> {
  const loads = new Map(targets.map((target): [Target, Round[]] => [target, []]));
  for (const { name, request, connections } of targets) {
    note(`warming up: ${name}, connections: ${connections}`);
    await tryOnce(request);
    await load(request, { connections, end: { ms: connections === 1 ? LONE_WARM_UP_MS : FIRST_WARM_UP_MS } });
  }
  for (let round = 1; round <= rounds; round += 1) {
    for (const [target, results] of loads) {
      note(`round ${round} of ${rounds}: ${target.name}, connections: ${target.connections}`);
      results.push(await measure(target, seconds * 1000));
    }
  }
  return [...loads].map(([{ name, connections }, results]) => summaryOf(name, connections, results));
}

async function measure({ request, connections, pid }: Target, ms: number): Promise<Round> {
  await load(request, { connections, end: { ms: WARM_UP_MS } });
  const before = cpuTimeOf(pid);
  const result = await load(request, { connections, end: { ms } });
  return { ...result, cpu: cpuPerRequest(before, cpuTimeOf(pid), result.requests) };
}

function summaryOf(name: string, connections: number, results: readonly Round[]): Measured {
  const best = results.reduce((one, other) => (other.rps > one.rps ? other : one));
  return {
    name,
    connections,
    best,
    medianRps: median(results.map(({ rps }) => rps)),
    errors: results.reduce((sum, { errors }) => sum + errors, 0),
  };
}
