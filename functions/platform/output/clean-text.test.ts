import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanText } from './clean-text.ts';

const DIRTY = /[[\p{Cc}--[\t\n\r]]\u202a-\u202e\u2066-\u2069\u2060\ufeff]|\r(?!\n)/v;

/** Text with characters that are removed, kept, or removed in some contexts. */
const tricky = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '\x1b',
          '\x1b[',
          '\x1b]',
          '\x9b',
          '\x9d',
          '\x07',
          '\x1b\\',
          '31m',
          ';',
          '\r',
          '\n',
          '\r\n',
          '\t',
          '\x08',
          '\x00',
          '\x85',
        ],
        ...[
          '\u200b',
          '\u200c',
          '\u200d',
          '\u200e',
          '\u200f',
          '\u202e',
          '\u2066',
          '\u2069',
          '\ufeff',
          '\u2060',
          '\u00ad',
        ],
        ...[
          '\ufe0f',
          '\ufe00',
          '\u{e0041}',
          '\u{e0067}',
          '\u{e007f}',
          '\u{e0100}',
          '\u{1f3fd}',
          '\u{1f3f4}',
          '👩',
          '💻',
          '❤',
          '⚕',
        ],
        ...['क', '्', 'ष', 'م', 'ی', 'א', '葛', 'ခ', 'a', '1', '"', '\\', '\ud800', '\udc00', 'ˇ', '∩'],
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''));

describe('clean text', () => {
  it.each([
    'Plain text, with "quotes", \\ and {braces}.\nSecond line\twith a tab\r\nthird line',
    'Grüße, čeština, ελληνικά, русский, 日本語, 한국어, ไทย',
    '👨‍👩‍👧‍👦 👩🏽‍💻 🏳️‍🌈 ❤️‍🔥 👩‍⚕️ 1️⃣ ✈︎ 🇮🇳 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    'क्\u200dष क्\u200cष ශ්\u200dරී নির্\u200dমাণ',
    'می\u200cخواهم \u200fעברית (2)\u200e',
    'ភាសា\u200bខ្មែរ',
    '葛\u{e0100}城 ∩\ufe00',
    'e\u0301 ﬁ ｆｕｌｌ',
    '\u2028\u2029\u00a0\u3000',
  ])('stays as it is: %s', (text) => {
    expect(cleanText(text)).toBe(text);
  });

  it.each([
    ['colours', '\x1b[1;31mred\x1b[0m', 'red'],
    ['cursor movements', 'safe\x1b[2K\x1b[1Aevil', 'safeevil'],
    ['a window title', '\x1b]0;title\x07text', 'text'],
    ['a hyperlink, text kept', '\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\', 'click'],
    ['a clipboard write', '\x1b]52;c;cm0gLXJm\x07x', 'x'],
    ['a device string', '\x1bP$q"p\x1b\\x', 'x'],
    ['C1 sequences', '\x9b31mred\x9d0;title\x9cx', 'redx'],
    ['short sequences', '\x1bcreset\x1b(0x', 'resetx'],
    ['sequences in each other', '\x1b[\x1b[0m31mx', '31mx'],
    ['a sequence without an end', 'a\x1b]0;all of this is text\nb', 'a0;all of this is text\nb'],
    ['backspaces', 'rm -rf\x08\x08\x08\x08\x08\x08ls', 'rm -rfls'],
    ['a line that is written over', 'evil\rgood', 'evil\ngood'],
    ['NUL, bell, delete', 'a\x00b\x07c\x7fd', 'abcd'],
    ['old line ends', 'a\x0bb\x0cc\x85d', 'a\nb\nc\nd'],
    ['turned text', 'user\u202e\u2066// admin\u2069\u2066', 'user// admin'],
    ['marks where nothing runs to the left', 'a\u200fb\u200ec\u061c', 'abc'],
    ['joiners in Latin words', 'ig\u200dno\u200cre\u200b', 'ignore'],
    ['a joiner after another', 'क्\u200d\u200d\u200dष', 'क्\u200dष'],
    ['tags that spell words', 'hi\u{e0069}\u{e0067}\u{e006e}\u{e006f}\u{e0072}\u{e0065}', 'hi'],
    ['a flag that never ends', '\u{1f3f4}\u{e0067}\u{e0062}', '\u{1f3f4}'],
    ['variation selectors that carry bytes', 'a\u{e0101}\u{e0102}\ufe01\ufe02', 'a'],
    ['a second selector', '❤\ufe0f\ufe0f\ufe0f', '❤\ufe0f'],
    ['invisible characters', '\ufeffa\u2060b\u00adc\u3164d\u2064e', 'abcde'],
    ['half of a character', 'a\ud800b', 'a\ufffdb'],
  ])('is without %s', (_what, dirty, clean) => {
    expect(cleanText(dirty)).toBe(clean);
  });

  it('is the same when it is cleaned again, well-formed, and without what commands a terminal', () => {
    fc.assert(
      fc.property(tricky, (text) => {
        const clean = cleanText(text);
        expect(cleanText(clean)).toBe(clean);
        expect(clean).not.toMatch(DIRTY);
        expect(clean.isWellFormed()).toBe(true);
        expect(JSON.parse(JSON.stringify(clean))).toBe(clean);
      }),
      { numRuns: 5_000 },
    );
  });

  it('never loses or changes a character that can be seen', () => {
    const seen = (text: string) => text.replace(/[\p{C}\p{M}\p{Default_Ignorable_Code_Point}\s]/gu, '');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(seen(cleanText(text))).toBe(seen(text));
      }),
      { numRuns: 2_000 },
    );
  });
});
