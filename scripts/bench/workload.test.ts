import { describe, expect, it } from '@jest/globals';
import { zipf } from './workload.ts';

describe('the reference workload of the benchmark', () => {
  const drawn = (seed: number) => {
    const draw = zipf(100, seed);
    return Array.from({ length: 20_000 }, draw);
  };

  it('draws the same records for the same seed', () => {
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });

  it('draws a record as often as its rank says', () => {
    const numbers = drawn(3);
    const share = (rank: number) => numbers.filter((one) => one === rank).length / numbers.length;
    // The harmonic number of 100 is 5.187.
    expect(share(1)).toBeCloseTo(1 / 5.187, 1);
    expect(share(1) / share(10)).toBeGreaterThan(7);
    expect(Math.min(...numbers)).toBe(1);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(100);
  });
});
