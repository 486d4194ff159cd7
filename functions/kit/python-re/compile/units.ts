import { ANYTHING, type CharSet, charSetOf, NOT_NEWLINE, testOf } from '../chars/char-set.ts';
import { ASCII, combineFlags, DOT_ALL, IGNORE_CASE } from '../flags.ts';
import type { Node, Sequence } from '../parse/nodes.ts';

/** A node that matches exactly one code point. */
export type Unit = Extract<Node, { type: 'literal' | 'set' | 'any' }>;

export const isUnit = (node: Node): node is Unit =>
  node.type === 'literal' || node.type === 'set' || node.type === 'any';

/** A unit, and the flags at its place. */
export interface PlacedUnit {
  readonly unit: Unit;
  readonly flags: number;
}

/** The one unit that a sequence consists of, `(?:…)` around it taken off. */
export function onlyUnit({ nodes }: Sequence, flags: number): PlacedUnit | undefined {
  const [node] = nodes;
  if (!node || nodes.length > 1) return undefined;
  if (isUnit(node)) return { unit: node, flags };
  if (node.type !== 'group' || node.index !== undefined) return undefined;
  return onlyUnit(node.body, combineFlags(flags, node.add, node.remove));
}

/** The code unit that a literal is, if it is one and case counts. */
export function plainCode({ unit, flags }: PlacedUnit): number | undefined {
  if (unit.type !== 'literal' || (flags & IGNORE_CASE) !== 0) return undefined;
  const { code } = unit;
  return code > 0xffff || (code >= 0xd800 && code <= 0xdfff) ? undefined : code;
}

/** Sets that many patterns use, by what they are written as. */
const known = new Map<string, CharSet>();
const MOST_KNOWN = 500;

export function charSetOfUnit({ unit, flags }: PlacedUnit): CharSet {
  if (unit.type === 'any') return (flags & DOT_ALL) === 0 ? NOT_NEWLINE : ANYTHING;
  const key = `${flags & (IGNORE_CASE | ASCII)} ${JSON.stringify(unit)}`;
  const found = known.get(key);
  if (found) return found;
  const made = makeCharSet(unit, flags);
  if (known.size < MOST_KNOWN) known.set(key, made);
  return made;
}

function makeCharSet(unit: Exclude<Unit, { type: 'any' }>, flags: number): CharSet {
  const comparison = { ignoreCase: (flags & IGNORE_CASE) !== 0, ascii: (flags & ASCII) !== 0 };
  if (unit.type === 'literal') {
    return charSetOf(testOf([{ type: 'range', low: unit.code, high: unit.code }], comparison));
  }
  const test = testOf(unit.items, comparison);
  return charSetOf(unit.negate ? (code) => !test(code) : test);
}
