import { describe, expect, it } from '@jest/globals';
import { ascending, median, percentile } from './statistics.ts';

describe('percentiles', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

  it.each([
    [0.5, 50],
    [0.99, 99],
    [1, 100],
    [0, 1],
  ])('the %d of 1 to 100 is %d', (share, expected) => {
    expect(percentile(hundred, share)).toBe(expected);
  });

  it('orders numbers as numbers', () => {
    expect(ascending([10, 9, 100])).toEqual([9, 10, 100]);
  });

  it('takes the middle of an odd count', () => {
    expect(median([30, 1, 2])).toBe(2);
  });

  it('has no answer for nothing', () => {
    expect(median([])).toBeNaN();
  });
});
