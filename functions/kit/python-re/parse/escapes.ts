import type { Anchor, SetItem } from './nodes.ts';
import type { Reader } from './reader.ts';

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['\\a', 7],
  ['\\b', 8],
  ['\\f', 12],
  ['\\n', 10],
  ['\\r', 13],
  ['\\t', 9],
  ['\\v', 11],
  ['\\\\', 92],
]);

/** Code of an escape such as `\n`; undefined for all others. `\b` is a control only in sets and replacements. */
export const controlOf = (item: string): number | undefined => CONTROLS.get(item);

const CATEGORIES: ReadonlyMap<string, SetItem> = new Map([
  ['\\d', { type: 'category', category: 'digit', negate: false }],
  ['\\D', { type: 'category', category: 'digit', negate: true }],
  ['\\s', { type: 'category', category: 'space', negate: false }],
  ['\\S', { type: 'category', category: 'space', negate: true }],
  ['\\w', { type: 'category', category: 'word', negate: false }],
  ['\\W', { type: 'category', category: 'word', negate: true }],
]);

export const categoryOf = (item: string): SetItem | undefined => CATEGORIES.get(item);

const ANCHORS: ReadonlyMap<string, Anchor> = new Map([
  ['\\A', 'start'],
  ['\\Z', 'end'],
  ['\\b', 'boundary'],
  ['\\B', 'inside'],
]);

export const anchorOf = (item: string): Anchor | undefined => ANCHORS.get(item);

const HEX_DIGITS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);
const HEX = /[0-9a-fA-F]/;
const LETTER = /^[a-zA-Z]$/;

/** Code of `\x41`, `\u0041`, `\U00000041`, or of an escaped character that is neither letter nor digit. */
export function literalOf(reader: Reader, item: string): number {
  const start = reader.position - item.length;
  const letter = item.slice(1);
  const digits = HEX_DIGITS.get(letter);
  if (digits !== undefined) {
    const hex = reader.takeWhile(HEX, digits);
    if (hex.length < digits) throw reader.error(`${item} wants ${digits} hexadecimal digits`, start);
    const code = Number.parseInt(hex, 16);
    if (code > 0x10ffff) throw reader.error(`${item}${hex} is no character: the last is \\U0010ffff`, start);
    return code;
  }
  if (letter === 'N') throw reader.error('\\N{…} is not supported: write the character, or \\u and its number', start);
  if (LETTER.test(letter)) throw reader.error(`${item} is no escape`, start);
  return letter.codePointAt(0) ?? 0;
}

/** Code of an octal escape, whose digits are given. */
export function octalOf(reader: Reader, digits: string): number {
  const code = Number.parseInt(digits, 8);
  if (code > 0o377) {
    throw reader.error(`\\${digits} is above the last octal escape, \\377`, reader.position - digits.length - 1);
  }
  return code;
}
