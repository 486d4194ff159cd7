import type { SetItem } from '../parse/nodes.ts';
import { lower, lowerAscii, twinsOf, withLower } from './case.ts';
import { categoryTest, type Test } from './categories.ts';

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

/** Test of a set as it is written: `[a-z\d]`, `[^…]`. */
export function testOf(items: readonly SetItem[], comparison: Comparison): Test {
  const tests = items.map((item) => itemTest(item, comparison));
  const [only] = tests;
  return only && tests.length === 1 ? only : (code) => tests.some((test) => test(code));
}

function itemTest(item: SetItem, { ignoreCase, ascii }: Comparison): Test {
  if (item.type === 'category') {
    const test = categoryTest(item.category, ascii);
    return item.negate ? (code) => !test(code) : test;
  }
  const { low, high } = item;
  const isInside: Test = (code) => code >= low && code <= high;
  if (!ignoreCase) return isInside;
  if (ascii) return (code) => isInside(lowerAscii(code)) || isInside(upperAscii(code));
  if (low === high) return literalTest(low);
  return (code) => twinsOf(lower(code)).some((twin) => withLower(twin).some(isInside));
}

function literalTest(code: number): Test {
  const alike = twinsOf(lower(code));
  return (other) => alike.includes(lower(other));
}

const upperAscii = (code: number): number => (code >= 0x61 && code <= 0x7a ? code - 32 : code);
