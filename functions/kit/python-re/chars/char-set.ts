import type { SetItem } from '../parse/nodes.ts';
import { lower, lowerAscii, twinsOf, withLower } from './case.ts';
import { categoryTest, type Test } from './categories.ts';
import { insideTest, mergeRanges, type Range } from './ranges.ts';

/** Code points that have a place in a set's table. */
export const TABLE_SIZE = 256;

/** A set of code points: a table for the first ones, a test for all others. */
export interface CharSet {
  /** 1 for each code below TABLE_SIZE that is in the set. */
  readonly table: Uint8Array;
  readonly hasWide: Test;
}

/** How letters of a set compare. */
export interface Comparison {
  readonly ignoreCase: boolean;
  readonly ascii: boolean;
}

export const charSetOf = (test: Test): CharSet => ({
  table: Uint8Array.from({ length: TABLE_SIZE }, (_, code) => (test(code) ? 1 : 0)),
  hasWide: test,
});

export const hasCode = ({ table, hasWide }: CharSet, code: number): boolean =>
  code < TABLE_SIZE ? table[code] === 1 : hasWide(code);

export const NOT_NEWLINE = charSetOf((code) => code !== 10);
export const ANYTHING = charSetOf(() => true);

/** Test of a set as it is written: `[a-z\d]`. Its time does not depend on how much is in it. */
export function testOf(items: readonly SetItem[], { ignoreCase, ascii }: Comparison): Test {
  const ranges = mergeRanges(items.filter((item) => item.type === 'range'));
  const categories = new Map(
    items
      .filter((item) => item.type === 'category')
      .map(({ category, negate }) => [`${category} ${negate}`, { test: categoryTest(category, ascii), negate }]),
  );
  const ofCategories = [...categories.values()];
  const isInRange = rangesTest(ranges, { ignoreCase, ascii });
  if (ofCategories.length === 0) return isInRange;
  return (code) => isInRange(code) || ofCategories.some(({ test, negate }) => test(code) !== negate);
}

/** Ranges with up to as many characters are compared by their lower cases; larger ones by all cases of a character. */
const MOST_LISTED = 500;

function rangesTest(ranges: readonly Range[], { ignoreCase, ascii }: Comparison): Test {
  const isInside = insideTest(ranges);
  if (!ignoreCase) return isInside;
  if (ascii) return (code) => isInside(lowerAscii(code)) || isInside(upperAscii(code));
  const size = ranges.reduce((sum, { low, high }) => sum + high - low + 1, 0);
  if (size > MOST_LISTED) return (code) => twinsOf(lower(code)).some((twin) => withLower(twin).some(isInside));
  const listed = ranges.flatMap(({ low, high }) => Array.from({ length: high - low + 1 }, (_, index) => low + index));
  const lowered = new Set(listed.flatMap((code) => twinsOf(lower(code))));
  return (code) => lowered.has(lower(code));
}

const upperAscii = (code: number): number => (code >= 0x61 && code <= 0x7a ? code - 32 : code);
