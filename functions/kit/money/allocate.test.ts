import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate } from './allocate.ts';

describe('an allocation', () => {
  it('adds up to the amount, and each part differs from its exact share by less than one unit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e12 }),
        fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 8 }).filter((all) => all.some(Boolean)),
        (minor, weights) => {
          const parts = allocate(minor, weights);
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(minor);
          parts.forEach((part, index) => {
            expect(Math.abs(part - (minor * (weights[index] ?? 0)) / total)).toBeLessThan(1);
          });
        },
      ),
    );
  });

  it('gives the rest to the largest remainders', () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
  });
});
