import type { Test } from './categories.ts';

/** Code points from `low` to `high`, both included. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** The same code points in ranges that are in order and apart from each other. */
export function mergeRanges(ranges: readonly Range[]): Range[] {
  const merged: { low: number; high: number }[] = [];
  for (const { low, high } of ranges.toSorted((one, other) => one.low - other.low)) {
    const last = merged.at(-1);
    if (last && low <= last.high + 1) last.high = Math.max(last.high, high);
    else merged.push({ low, high });
  }
  return merged;
}

/** Test of ranges that are in order and apart, by bisection. */
export function insideTest(ranges: readonly Range[]): Test {
  const [only] = ranges;
  if (only && ranges.length === 1) return (code) => code >= only.low && code <= only.high;
  return (code) => {
    let from = 0;
    let to = ranges.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const range = ranges[middle];
      if (!range || code < range.low) to = middle;
      else if (code > range.high) from = middle + 1;
      else return true;
    }
    return false;
  };
}
