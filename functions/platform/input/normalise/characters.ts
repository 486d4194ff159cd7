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
 * Whether characters within an identifier show it in another order than it has, so that a person may confirm another one
 * than was sent.
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
const JOINING_SCRIPTS = [
  ...['Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala'],
  ...['Arabic', 'Syriac', 'Mongolian'],
];
const lettersOf = (scripts: readonly string[]) =>
  `[[${scripts.map((script) => `\\p{Script=${script}}`).join('')}]--\\p{Default_Ignorable_Code_Point}]`;
const JOINERS = '\\u200c\\u200d';
const HAN_VARIANTS = '\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}';
const MONGOLIAN_VARIANTS = '\\u180b-\\u180f';

/** Invisible characters, except joiners within words of those scripts and the variants of Han and Mongolian letters. */
const INVISIBLE_IN_NAMES = new RegExp(
  [
    `(?<!${lettersOf(JOINING_SCRIPTS)})[${JOINERS}]`,
    `(?<!${lettersOf(['Han'])})[${HAN_VARIANTS}]`,
    `(?<!${lettersOf(['Mongolian'])})[${MONGOLIAN_VARIANTS}]`,
    `[\\p{Default_Ignorable_Code_Point}--[${JOINERS}${HAN_VARIANTS}${MONGOLIAN_VARIANTS}]]`,
  ].join('|'),
  'gv',
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
