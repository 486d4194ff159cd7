import type { Measured } from './measure-targets.ts';
import type { Memory } from './memory.ts';
import type { CacheResult, FaultResult } from './workload.ts';

/** Whether one requirement is met. */
export interface Verdict {
  readonly row: 'C1' | 'C2' | 'C3';
  readonly what: string;
  readonly is: string;
  readonly aim: string;
  readonly met: boolean;
}

export interface Findings {
  readonly cached: Measured;
  readonly uncached: Measured;
  /** Measurements with a hundred callers. */
  readonly crowds: readonly Measured[];
  readonly memory: Memory;
  readonly cache: CacheResult;
  readonly faults: FaultResult;
}

/** Requirements C1, C2 and C3. Latency is measured with one caller: more callers would wait for this machine's cores. */
export function verdictsOf({ cached, uncached, crowds, memory, cache, faults }: Findings): Verdict[] {
  const errors = crowds.reduce((sum, crowd) => sum + crowd.errors, 0);
  return [
    below('C1', 'cached call, p95', cached.best.p95, 10, 'ms'),
    below('C1', 'uncached call, provider of 200 ms, p95', uncached.best.p95, 500, 'ms'),
    { row: 'C2', what: 'errors with 100 callers', is: String(errors), aim: '0', met: errors === 0 },
    below('C2', 'memory of the whole local cloud, at its highest', memory.pssMb, 1024, 'MB'),
    above('C3', 'cache hit rate of the reference workload', cache.hitRate, 0.7),
    above('C3', 'success with 2 % provider faults', faults.success, 0.995),
  ];
}

function below(row: Verdict['row'], what: string, value: number, limit: number, unit: string): Verdict {
  return { row, what, is: `${value.toFixed(1)} ${unit}`, aim: `< ${limit} ${unit}`, met: value < limit };
}

function above(row: Verdict['row'], what: string, share: number, limit: number): Verdict {
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`;
  return { row, what, is: `${(share * 100).toFixed(2)} %`, aim: `> ${percent(limit)}`, met: share > limit };
}
