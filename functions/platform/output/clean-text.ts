/** Characters that may have to be removed. Most text has no such character and is returned unchanged. */
const SUSPECT = /[[\p{Cc}--[\t\n\r]]\p{Default_Ignorable_Code_Point}\u2066-\u2069\ufff9-\ufffb\p{Cs}]|\r(?!\n)/v;

/** CR without LF overwrites its line on a terminal; the others are old line ends. CR with LF is kept. */
const LINE_ENDS = /\r(?!\n)|[\v\f\u0085]/g;
/**
 * Control sequences of terminals (ECMA-48), with the text that belongs to them: operating system commands
 * and other strings (OSC, DCS, SOS, PM, APC) up to their end in the same line, then CSI, then the short ones.
 */
const SEQUENCES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\x90\x98\x9d-\x9f\r\n]*(?:\x07|\x1b\\|\x9c)|(?:\x1b\[|\x9b)[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]|\x1b[\x20-\x2f]*[\x30-\x7e]/g;
/** All of C0 and C1 but tab and line ends, which text is made of. */
const CONTROLS = /[\p{Cc}--[\t\n\r]]/gv;
/** Overrides, embeddings and isolates turn the order of what is read against what is executed (CVE-2021-42574). */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;
/** Marks without width. They are useful only next to letters that run from right to left. */
const MARKS = /[\u061c\u200e\u200f]/g;
const RIGHT_TO_LEFT =
  /[[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]&&[\p{L}\p{N}]]/v;
/** Invisible characters that the text around them does not need. */
const INVISIBLE =
  /[\u00ad\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e001f}\u{e0080}-\u{e00ff}\u{e01f0}-\u{e0fff}]/gu;

/**
 * Joiners, spaces without width, variation selectors and tags, each with the company in which Unicode gives it a
 * meaning; whatever else of them there is, is removed. Each is judged by its neighbours as they stand in the text, and
 * nothing that justifies another character is ever removed, so that cleaning twice is cleaning once.
 */
const NEEDS_JOINERS =
  '\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Mongolian}\\p{Script=Nko}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Tibetan}\\p{Script=Myanmar}\\p{Script=Khmer}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Balinese}\\p{Script=Javanese}';
const PICTURE = '\\p{Extended_Pictographic}';
const IN_COMPANY = new RegExp(
  [
    // Joiners and spaces inside the words of scripts that are shaped by them.
    `(?<=[${NEEDS_JOINERS}]\\p{M}*)[\\u200b-\\u200d]`,
    // Emoji that are made of several: family, profession, flag.
    `(?<=${PICTURE}[\\ufe0f\\u{1f3fb}-\\u{1f3ff}]?)\\u200d(?=${PICTURE})`,
    // Text or emoji form of what has both.
    '(?<=\\p{Emoji})[\\ufe0e\\ufe0f]',
    // Standardised and ideographic variants.
    '(?<=[\\p{Script=Han}\\p{Sm}\\p{Script=Myanmar}\\p{Script=Phags_Pa}])[\\ufe00-\\ufe0d]',
    '(?<=\\p{Script=Han})[\\u{e0100}-\\u{e01ef}]',
    // Flags of regions: a black flag, up to six letters or digits, the end.
    '(?<=\\u{1f3f4})[\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}]{3,6}\\u{e007f}',
  ].join('|'),
  'gu',
);
const COMPANIONS = /[\u200b-\u200d]|[\ufe00-\ufe0f]|[\u{e0020}-\u{e007f}]|[\u{e0100}-\u{e01ef}]/gu;

/**
 * Text without hidden parts (requirement A20): without escape sequences and control characters that would control a
 * terminal, and without invisible characters that a model would read. Words, emoji and all scripts stay unchanged.
 * Idempotent.
 */
export function cleanText(text: string): string {
  if (!SUSPECT.test(text)) return text;
  const plain = text
    .toWellFormed()
    .replace(LINE_ENDS, '\n')
    .replace(SEQUENCES, '')
    .replace(CONTROLS, '')
    .replace(TURNING, '')
    .replace(INVISIBLE, '');
  const directed = RIGHT_TO_LEFT.test(plain) ? plain : plain.replace(MARKS, '');
  return withoutStrangers(directed);
}

/** Keeps the characters of `COMPANIONS` that stand in company. */
function withoutStrangers(text: string): string {
  if (text.search(COMPANIONS) === -1) return text;
  const kept = new Set<number>();
  for (const { index, 0: match } of text.matchAll(IN_COMPANY)) {
    for (let offset = 0; offset < match.length; offset += 1) kept.add(index + offset);
  }
  return text.replace(COMPANIONS, (character, index: number) => (kept.has(index) ? character : ''));
}
