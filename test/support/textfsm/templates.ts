import fc from 'fast-check';
import type { TemplateCase } from './ours.ts';

const REGEXES = [
  String.raw`(\S+)`,
  String.raw`(\d+)`,
  String.raw`(\w*)`,
  '(a|b)',
  '(.*?)',
  '(x+)',
  String.raw`(\(.\))`,
];
const PIECES = [
  '',
  '',
  '',
  '',
  '.*',
  '.*?',
  String.raw`\s*`,
  String.raw`\s*`,
  String.raw`\s+`,
  ' ',
  'a',
  '$$',
  String.raw`\S+`,
];
const ACTIONS = [
  ...['', '', '', ' -> Next', ' -> Record', ' -> Record', ' -> Continue', ' -> Continue', ' -> Continue.Record'],
  ...[
    ' -> Clear',
    ' -> Clearall',
    ' -> Next.Clear Other',
    ' -> Other',
    ' -> Start',
    ' -> EOF',
    ' -> End',
    ' -> Record End',
  ],
  ...[
    ' -> Error',
    ' -> Error "bad"',
    ' -> Continue.Clearall',
    ' -> NoRecord',
    ' -> Next.NoRecord Other',
    ' ->',
    '  -> Record',
  ],
  ...[' -> Record Start', ' -> Next.Record EOF', ' -> Next.Record', ' -> Continue.Clear', ' -> Error.Record word'],
];
const WRONG_ACTIONS = [
  ' -> Continue Other',
  ' -> Nowhere',
  ' -> Record.Next',
  ' -> Record "bad"',
  ' -> Next.Other',
  ' -> -> Next',
];
const NAMES = ['One', 'TWO', 'three'];

const options = fc.shuffledSubarray(['Required', 'Filldown', 'Fillup', 'Key', 'List'], { maxLength: 2 });

/** Values; lists have nested groups or not. */
const values = fc.array(fc.tuple(options, fc.constantFrom(...REGEXES), fc.boolean()), { minLength: 3, maxLength: 3 });

const rule = fc
  .tuple(
    fc.shuffledSubarray(NAMES, { maxLength: 2 }),
    fc.array(fc.constantFrom(...PIECES), { minLength: 3, maxLength: 3 }),
    fc.oneof(
      { weight: 40, arbitrary: fc.constantFrom(...ACTIONS) },
      { weight: 1, arbitrary: fc.constantFrom(...WRONG_ACTIONS) },
    ),
    fc.constantFrom(' ', '  ', '  ', '\t'),
    fc.constantFrom('', '', '', '?'),
  )
  .map(([names, [first, second, third], action, indent, optional]) => {
    const [one, two] = names.map((name) => `(?:\${${name}})${optional}`);
    return `${indent}^${first}${one ?? ''}${second}${two ?? ''}${third}${action}`;
  });

const state = fc.array(fc.oneof({ weight: 9, arbitrary: rule }, { weight: 1, arbitrary: fc.constant('# comment') }), {
  maxLength: 4,
});

const template = fc
  .record({ values, start: state, other: state, ends: fc.subarray(['EOF', 'End']) })
  .map(({ values, start, other, ends }) => {
    const declared = values.map(([names, regex, isNested], index) => {
      const name = NAMES[index] ?? '';
      const nested = isNested && names.includes('List') ? `((?P<k${index}>\\w)(?P<v${index}>\\d*))` : regex;
      return ['Value', ...(names.length > 0 ? [names.join(',')] : []), name, nested].join(' ');
    });
    const states = [['Start', ...start], ['Other', ...other], ...ends.map((name) => [name])];
    return [declared, ...states].map((block) => block.join('\n')).join('\n\n');
  });

const WORDS = ['a', 'b', '1', '22', 'x', 'xx', 'a1', 'b 2', ' ', 'A', '(a)', 'é', '٣'];
const LINE_ENDS = ['\n', '\n', '\n', '\r\n', '\v', '\x1c', '\u2028', '\x85', '\r', '\n\n'];
const text = fc
  .array(fc.tuple(fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }), fc.constantFrom(...LINE_ENDS)), {
    maxLength: 8,
  })
  .map((lines) => lines.map(([words, end]) => words.join(' ') + end).join(''));

/** A template and a text that its rules often match. */
export const templateCase: fc.Arbitrary<TemplateCase> = fc.record({ template, text });

/** A template with a few characters removed or inserted, so that most are refused. */
export const brokenTemplateCase: fc.Arbitrary<TemplateCase> = fc
  .tuple(
    templateCase,
    fc.array(fc.tuple(fc.nat(), fc.constantFrom('', '(', ')', '^', '$', ' ', '\n', '\t', '#', '->', '"', '{', '\\')), {
      minLength: 1,
      maxLength: 2,
    }),
  )
  .map(([{ template: whole, text }, changes]) => ({
    text,
    template: changes.reduce((broken, [at, inserted]) => {
      const index = at % (broken.length + 1);
      return broken.slice(0, index) + inserted + broken.slice(inserted === '' ? index + 1 : index);
    }, whole),
  }));

/**
 * Version 1.1.0 counts the parentheses of a value's regex including escaped ones; later versions and our engine do not. Our
 * engine refuses a backslash in a value's name; for Python it depends on the letter after it.
 */
export const hasKnownDifference = ({ template }: TemplateCase): boolean =>
  template.split(/\r\n|\r|\n/).some((line) => {
    if (!line.startsWith('Value ')) return false;
    const [beforeRegex = '', ...opened] = line.split('(');
    return opened.length !== line.split(')').length - 1 || beforeRegex.includes('\\');
  });
