import type { Category } from '../parse/nodes.ts';

/** Tells of a code point whether it belongs to a set. */
export type Test = (code: number) => boolean;

const ofPattern =
  (pattern: RegExp): Test =>
  (code) =>
    pattern.test(String.fromCodePoint(code));

/** White space of `str.isspace`: it has \x1c to \x1f and \x85, and lacks \ufeff, unlike \s of JavaScript. */
const isSpace: Test = (code) =>
  (code >= 9 && code <= 13) ||
  (code >= 0x1c && code <= 0x20) ||
  code === 0x85 ||
  code === 0xa0 ||
  code === 0x1680 ||
  (code >= 0x2000 && code <= 0x200a) ||
  code === 0x2028 ||
  code === 0x2029 ||
  code === 0x202f ||
  code === 0x205f ||
  code === 0x3000;

/** `str.isalnum` and "_": combining marks are no part of words, superscripts and fractions are. */
const isWord = ofPattern(/[\p{L}\p{N}_]/u);
const isDigit = ofPattern(/\p{Nd}/u);

const UNICODE_TESTS: Readonly<Record<Category, Test>> = { digit: isDigit, space: isSpace, word: isWord };

const ASCII_TESTS: Readonly<Record<Category, Test>> = {
  digit: ofPattern(/[0-9]/),
  space: (code) => (code >= 9 && code <= 13) || code === 0x20,
  word: ofPattern(/[0-9A-Za-z_]/),
};

export const categoryTest = (category: Category, isAscii: boolean): Test =>
  (isAscii ? ASCII_TESTS : UNICODE_TESTS)[category];
