import { describe, expect, it } from '@jest/globals';
import { ascending, median, percentile } from './statistics.ts';

describe('the percentile of numbers', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

  it.each([
    [0.5, 50],
    [0.99, 99],
    [1, 100],
    [0, 1],
  ])('is for %d of 1 to 100 the number %d', (share, expected) => {
    expect(percentile(hundred, share)).toBe(expected);
  });

  it('compares numbers as numbers, not as text', () => {
    expect(ascending([10, 9, 100])).toEqual([9, 10, 100]);
  });

  it('takes the middle of an odd number of values', () => {
    expect(median([30, 1, 2])).toBe(2);
  });

  it('is not a number for an empty list', () => {
    expect(median([])).toBeNaN();
  });
});
