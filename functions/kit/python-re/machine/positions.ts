import { categoryTest } from '../chars/categories.ts';
import { type CharSet, TABLE_SIZE } from '../chars/char-set.ts';
import * as op from '../compile/program.ts';

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** Position after the code point at `position`, within `end`. */
export function after(text: string, position: number, end: number): number {
  const isPair = position + 1 < end && isHigh(text.charCodeAt(position)) && isLow(text.charCodeAt(position + 1));
  return isPair ? position + 2 : position + 1;
}

/** Position of the code point before `position`, not before `least`. */
export function before(text: string, position: number, least: number): number {
  const isPair = position - 2 >= least && isLow(text.charCodeAt(position - 1)) && isHigh(text.charCodeAt(position - 2));
  return isPair ? position - 2 : position - 1;
}

/** Position after a character of the set; -1 if another, or none, is there. */
export function step(set: CharSet, text: string, position: number, end: number): number {
  if (position >= end) return -1;
  const unit = text.charCodeAt(position);
  if (unit < TABLE_SIZE) return set.table[unit] === 1 ? position + 1 : -1;
  const next = after(text, position, end);
  const code = next === position + 1 ? unit : (text.codePointAt(position) ?? unit);
  return set.hasWide(code) ? next : -1;
}

/** Whether a character of the set is at the position. */
export function isAt(set: CharSet, text: string, position: number, end: number): boolean {
  if (position >= end) return false;
  const unit = text.charCodeAt(position);
  return unit < TABLE_SIZE ? set.table[unit] === 1 : step(set, text, position, end) >= 0;
}

const isWord = { unicode: categoryTest('word', false), ascii: categoryTest('word', true) };

/** Whether an anchor holds. */
export function anchorHolds(kind: number, text: string, position: number, end: number): boolean {
  switch (kind) {
    case op.ANCHOR_START:
      return position === 0;
    case op.ANCHOR_END:
      return position === end;
    case op.ANCHOR_LINE_START:
      return position === 0 || text.charCodeAt(position - 1) === 10;
    case op.ANCHOR_LINE_END:
      return position === end || text.charCodeAt(position) === 10;
    case op.ANCHOR_LAST_LINE_END:
      return position === end || (position === end - 1 && text.charCodeAt(position) === 10);
    default: {
      if (end === 0) return false;
      const test = kind === op.ANCHOR_BOUNDARY || kind === op.ANCHOR_INSIDE ? isWord.unicode : isWord.ascii;
      const isBoundary = kind === op.ANCHOR_BOUNDARY || kind === op.ANCHOR_ASCII_BOUNDARY;
      const left = position > 0 && test(text.codePointAt(before(text, position, 0)) ?? 0);
      const right = position < end && test(text.codePointAt(position) ?? 0);
      return (left !== right) === isBoundary;
    }
  }
}
