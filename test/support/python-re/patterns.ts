import fc from 'fast-check';

/** A case that Python's `re` and ours should agree on. */
export interface PatternCase {
  readonly pattern: string;
  readonly flags: string;
  readonly text: string;
  readonly replacement: string;
}

const ATOMS = [
  ...[
    'a',
    'b',
    'c',
    'A',
    'é',
    'É',
    'ß',
    'ſ',
    'K',
    '😀',
    '٣',
    '1',
    ' ',
    '_',
    '-',
    '\\.',
    '\\n',
    '\\t',
    '\\x61',
    '\\u00e9',
  ],
  ...[
    '.',
    '\\d',
    '\\D',
    '\\s',
    '\\S',
    '\\w',
    '\\W',
    '^',
    '$',
    '\\A',
    '\\Z',
    '\\b',
    '\\B',
    '\\1',
    '\\2',
    '(?P=n)',
    '{',
    ',',
  ],
  ...[
    '[abc]',
    '[^a]',
    '[a-c1]',
    '[^\\w-]',
    '[]a]',
    '[^]a]',
    '[\\d.]',
    '[a-]',
    '[A-Z]',
    '[à-ý]',
    '[^\\sb]',
    '[\\Wa]',
    '#',
    '\\101',
    '\\0',
  ],
];
const QUANTIFIERS = [
  ...['*', '+', '?', '{2}', '{1,2}', '{,2}', '{1,}', '{0}', '{0,1}', '{,}', '{2,3}'],
  ...['*?', '+?', '??', '{1,2}?', '{,4}?', '{2,}?', '*+', '++', '?+', '{1,2}+'],
];
const OPENINGS = [
  ...[
    '(',
    '(',
    '(?:',
    '(?P<n>',
    '(?P<m>',
    '(?=',
    '(?!',
    '(?<=',
    '(?<!',
    '(?>',
    '(?i:',
    '(?-i:',
    '(?s:',
    '(?m-s:',
    '(?x:',
  ],
  ...['(?a:', '(?u:', '(?(1)', '(?(n)', '(?(2)'],
];
const STARTS = ['', '', '', '', '', '(?i)', '(?s)', '(?m)', '(?x)', '(?a)', '(?im)'];

const { pattern } = fc.letrec<{ pattern: string; sequence: string; item: string; group: string }>((tie) => ({
  pattern: fc.oneof(
    { weight: 4, arbitrary: tie('sequence') },
    { weight: 1, arbitrary: fc.tuple(tie('sequence'), tie('sequence')).map((parts) => parts.join('|')) },
  ),
  sequence: fc.array(tie('item'), { minLength: 0, maxLength: 4 }).map((parts) => parts.join('')),
  item: fc
    .tuple(
      fc.oneof(
        { maxDepth: 3 },
        { weight: 3, arbitrary: fc.constantFrom(...ATOMS) },
        { weight: 2, arbitrary: tie('group') },
      ),
      fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom(...QUANTIFIERS) }),
    )
    .map((parts) => parts.join('')),
  group: fc.tuple(fc.constantFrom(...OPENINGS), tie('pattern')).map(([opening, body]) => `${opening}${body})`),
}));

const LETTERS = [
  'a',
  'b',
  'c',
  'A',
  'B',
  'é',
  'É',
  'ß',
  'ſ',
  'K',
  'k',
  's',
  '😀',
  '٣',
  '1',
  ' ',
  '_',
  '-',
  '\n',
  '\t',
  '.',
  '\u2028',
  '\x1c',
];
const REPLACEMENTS = ['<\\g<0>>', '[\\1]', '\\2\\1', '\\g<n>', 'x\\n', '', '\\\\', '\\g<1>\\101', '\\q'];

export const patternCase: fc.Arbitrary<PatternCase> = fc.record({
  pattern: fc.tuple(fc.constantFrom(...STARTS), pattern).map((parts) => parts.join('')),
  flags: fc.constantFrom('', '', '', 'i', 'm', 's', 'x', 'a', 'im', 'ia'),
  text: fc.array(fc.constantFrom(...LETTERS), { maxLength: 9 }).map((letters) => letters.join('')),
  replacement: fc.constantFrom(...REPLACEMENTS),
});

/**
 * Intended differences from CPython 3.11.2 (README of python-re): possessive repeats of groups, and the alphabet of a group
 * at the start of a search.
 */
export const hasKnownDifference = ({ pattern }: PatternCase): boolean =>
  /\)(?:[*+?]|\{[\d,]*\})\+|\(\?[au]:/.test(pattern);

const loops = fc.letrec<{ loop: string; body: string }>((tie) => ({
  loop: fc
    .tuple(tie('body'), fc.constantFrom('*', '+', '*?', '+?', '?'))
    .map(([body, quantifier]) => `(${body})${quantifier}`),
  body: fc
    .array(fc.oneof({ maxDepth: 3 }, fc.constantFrom('a', 'a*', 'b?', 'a|b', '\\s*', '[ab]', '(?=a)'), tie('loop')), {
      minLength: 1,
      maxLength: 3,
    })
    .map((parts) => parts.join('')),
})).loop;

/** Nested loops over texts that fail to match at their end, which take many steps. */
export const loopCase: fc.Arbitrary<PatternCase> = fc.record({
  pattern: fc.tuple(loops, fc.constantFrom('$', 'x', '\\Z', '(?!a)c')).map((parts) => parts.join('')),
  flags: fc.constant(''),
  text: fc
    .array(fc.constantFrom('a', 'a', 'a', 'b', ' '), { minLength: 8, maxLength: 13 })
    .map((parts) => `${parts.join('')}!`),
  replacement: fc.constant('<\\1>'),
});
