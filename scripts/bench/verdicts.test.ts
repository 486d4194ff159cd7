import { describe, expect, it } from '@jest/globals';
import { chartOf } from './chart.ts';
import type { Measured } from './measure-targets.ts';
import { section } from './section.ts';
import { verdictsOf } from './verdicts.ts';

const load = { requests: 100, errors: 0, rps: 50, p50: 4, p95: 9, p99: 20 };
const measured = (changes: object = {}): Measured => ({
  name: 'front',
  connections: 1,
  best: { ...load, cpu: {}, ...changes },
  medianRps: 50,
  errors: 0,
});
const findings = {
  cached: measured(),
  uncached: measured({ p95: 240 }),
  crowds: [measured()],
  memory: { processes: 16, rssMb: 1400, pssMb: 740 },
  cache: { ...load, records: 500, hits: 80, hitRate: 0.8 },
  faults: { ...load, providerRequests: 5100, providerFaults: 102, success: 0.9998 },
};
const missed = (changes: Partial<typeof findings>) =>
  verdictsOf({ ...findings, ...changes })
    .filter(({ met }) => !met)
    .map(({ row }) => row);

describe('the verdicts of the benchmark', () => {
  it('are all met if every figure meets its target', () => {
    expect(missed({})).toEqual([]);
  });

  it.each([
    ['C1', { cached: measured({ p95: 10 }) }],
    ['C1', { uncached: measured({ p95: 500 }) }],
    ['C2', { crowds: [{ ...measured(), errors: 1 }] }],
    ['C2', { memory: { processes: 20, rssMb: 2000, pssMb: 1024 } }],
    ['C3', { cache: { ...findings.cache, hitRate: 0.7 } }],
    ['C3', { faults: { ...findings.faults, success: 0.995 } }],
  ])('name %s as missed if its figure misses the target: %#', (row, changes) => {
    expect(missed(changes)).toEqual([row]);
  });

  it('count a figure that is not a number as missed', () => {
    expect(missed({ cached: measured({ p95: Number.NaN }) })).toEqual(['C1']);
  });
});

describe('the report of the benchmark', () => {
  it('has a chart with a row for each target, and a slower target reaches further to the right', () => {
    const chart = chartOf([measured(), measured({ p50: 40 })]);
    const dots = [...chart.matchAll(/circle cx="([\d.]+)"/g)].map(([, x]) => Number(x));
    expect(dots).toHaveLength(2);
    expect(dots[1]).toBeGreaterThan(dots[0] ?? Number.NaN);
  });

  it('has a table with aligned figures', () => {
    const table = section('Title', [
      ['what', 'ms'],
      ['a', '1.5'],
      ['longer', '10.5'],
    ]);
    expect(table.split('\n').slice(2, 5)).toEqual(['  what      ms', '  a        1.5', '  longer  10.5']);
  });
});
