/** Characters of a text that carry nothing, and those that only look different from plain ones. */

/** What was changed in a text. */
export type CharacterChange = 'full-width' | 'invisible';

export interface CleanText {
  readonly text: string;
  readonly changes: readonly CharacterChange[];
}

/** The common case, answered at once. */
const PLAIN = /^[\x20-\x7e]*$/;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** The full-width forms of printable ASCII; U+FF01 is `!`. */
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const FULL_WIDTH_OFFSET = 0xfee0;
/** Spaces of a fixed width or without a break, and the ideographic space. */
const OTHER_SPACES = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;
/** The hyphen, the hyphen without a break, and the minus sign: each is written where ASCII has one sign. */
const HYPHENS = /[\u2010\u2011\u2212]/g;

/** Marks, embeddings, isolates and overrides that show what follows from right to left, and the left-to-right override. */
const TURNS_ORDER = /[\u061c\u200f\u202b\u202d\u202e\u2067]/;
const OVERRIDES = /[\u202d\u202e]/;

/**
 * Whether characters within an identifier show it in another order than it has: a person may have confirmed what nobody
 * sent.
 */
export const showsOtherOrder = (text: string): boolean => TURNS_ORDER.test(text);

/** The same for a name, which may be written from right to left. */
export const overridesOrder = (text: string): boolean => OVERRIDES.test(text);

/** An identifier, a date or a number in plain characters, without invisible ones. */
export function cleanIdentifier(given: string): CleanText {
  if (PLAIN.test(given)) return { text: given, changes: [] };
  const visible = given.replace(INVISIBLE, '');
  const text = visible
    .replace(FULL_WIDTH, (character) => String.fromCharCode(character.charCodeAt(0) - FULL_WIDTH_OFFSET))
    .replace(OTHER_SPACES, ' ')
    .replace(HYPHENS, '-');
  return { text, changes: changesOf(visible !== given, text !== visible) };
}

/** Scripts of India and its neighbours, and others, that join letters or keep them apart by U+200D and U+200C. */
const JOINING =
  '[\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Mongolian}]';
/** Invisible characters, except joiners within words of those scripts and the variants of Han and Mongolian letters. */
const INVISIBLE_IN_NAMES = new RegExp(
  [
    `(?<!${JOINING})[\\u200c\\u200d]`,
    '(?<!\\p{Script=Han})[\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}]',
    '(?<!\\p{Script=Mongolian})[\\u180b-\\u180f]',
    '(?![\\u200c\\u200d\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}\\u180b-\\u180f])\\p{Default_Ignorable_Code_Point}',
  ].join('|'),
  'gu',
);

/** A name without characters that cannot be seen and that its script does not need. */
export function cleanName(given: string): CleanText {
  if (PLAIN.test(given)) return { text: given, changes: [] };
  const text = given.replace(INVISIBLE_IN_NAMES, '');
  return { text, changes: changesOf(text !== given, false) };
}

function changesOf(invisible: boolean, fullWidth: boolean): CharacterChange[] {
  return [...(fullWidth ? (['full-width'] as const) : []), ...(invisible ? (['invisible'] as const) : [])];
}
