import { describe, expect, it } from '@jest/globals';
import { compile, escapeText, PatternError } from './index.ts';

const groups = (pattern: string, text: string, flags = '') => compile(pattern, flags).search(text)?.groups();
const found = (pattern: string, text: string, flags = '') => compile(pattern, flags).search(text)?.group();

describe('patterns of Python that JavaScript reads otherwise', () => {
  it('keep the last value of a group through the turns of a repeat', () => {
    expect(groups('(?:(a)|(b))*', 'ab')).toEqual(['a', 'b']);
  });

  it('match an empty turn once, and record it', () => {
    expect(groups('(a*)*', 'b')).toEqual(['']);
  });

  it('take {,4} as up to four', () => {
    expect(found('a{,4}', 'aaaaaa')).toBe('aaaa');
    expect(found('a{,4', 'a{,4')).toBe('a{,4');
  });

  it('end at \\Z alone, and at $ before a last newline too', () => {
    expect(found('b\\Z', 'ab\n')).toBeUndefined();
    expect(found('b$', 'ab\n')).toBe('b');
    expect(found('b$', 'b\nc', 'm')).toBe('b');
  });

  it('look behind by one width, quantified or not', () => {
    expect(found('(?<=ab)+c', 'abc')).toBe('c');
    expect(found('(?<=😀.)x', '😀ax')).toBe('x');
    expect(() => compile('(?<=a|bc)d')).toThrow(PatternError);
  });

  it('know conditions, references by name, atomic groups and possessive repeats', () => {
    expect(found('(<)?a(?(1)>|$)', '<a>')).toBe('<a>');
    expect(found('(?P<q>[\'"]).*?(?P=q)', 'say "it\'s"')).toBe('"it\'s"');
    expect(found('(?>a+)ab', 'aaab')).toBeUndefined();
    expect(found('a++b', 'aaab')).toBe('aaab');
  });

  it('scope flags to a group, and read white space and comments in verbose mode', () => {
    expect(found('a(?i:b)c', 'aBc')).toBe('aBc');
    expect(found('a(?i:b)c', 'aBC')).toBeUndefined();
    expect(found('(?i)a(?-i:b)', 'Ab')).toBe('Ab');
    expect(found('a  [ ] b # the end', 'a b', 'x')).toBe('a b');
  });

  it('open sets with "]"', () => {
    expect(compile('[]a]+').fullmatch(']a]')?.group()).toBe(']a]');
    expect(compile('[^]a]').search(']ab')?.group()).toBe('b');
  });

  it('mean the characters of Python by \\w, \\d, \\s and "."', () => {
    expect(compile('\\w+').findall('naïve ² ½ 中_9')).toEqual(['naïve', '²', '½', '中_9']);
    expect(found('\\d+', 'x٣४')).toBe('٣४');
    expect(compile('\\s').findall('\x1c\x85\ufeff')).toEqual(['\x1c', '\x85']);
    expect(found('.+', 'a\u2028b\r😀\nc')).toBe('a\u2028b\r😀');
    expect(found('\\w+', 'é1', 'a')).toBe('1');
  });

  it('ignore case by single characters', () => {
    expect(found('straße', 'STRASSE', 'i')).toBeUndefined();
    expect(compile('[a-z]', 'i').findall('KſıİÀ')).toEqual(['K', 'ſ', 'ı', 'İ']);
    expect(found('(?i)σ', 'ς')).toBe('ς');
  });
});

describe('a match', () => {
  const match = compile('(?P<name>a)|(b)').match('abc');

  it('gives groups by number and name, and null for those that took no part', () => {
    expect(match?.group('name')).toBe('a');
    expect(match?.group(2)).toBeNull();
    expect(match?.span(2)).toBeNull();
    expect(match?.span('name')).toEqual({ start: 0, end: 1 });
    expect(match?.namedGroups()).toEqual(new Map([['name', 'a']]));
  });

  it('has no groups that the pattern has not', () => {
    expect(() => match?.group('other')).toThrow(RangeError);
    expect(() => match?.group(3)).toThrow(RangeError);
    expect(() => match?.group(-1)).toThrow(RangeError);
  });
});

describe('calls', () => {
  it('search from pos to endpos, with what is before in sight', () => {
    expect(compile('a+').search('aaaa', { pos: 1, endpos: 3 })?.span()).toEqual({ start: 1, end: 3 });
    expect(compile('^a').search('ba', { pos: 1 })).toBeNull();
    expect(compile('(?<=b)a').match('ba', { pos: 1 })?.group()).toBe('a');
    expect(compile('a$').match('ab', { endpos: 1 })?.group()).toBe('a');
    expect(compile('').search('ab', { pos: 2, endpos: 1 })).toBeNull();
  });

  it('find all, empty matches included', () => {
    expect(compile('a*').findall('baac')).toEqual(['', 'aa', '', '']);
    expect(compile('(a)(b)?').findall('aab')).toEqual([
      ['a', ''],
      ['a', 'b'],
    ]);
    expect(compile('').findall('😀')).toEqual(['', '']);
  });

  it('replace by templates and functions', () => {
    expect(compile('(\\w)(\\w)').sub('\\2\\g<1>\\n', 'abcd')).toBe('ba\ndc\n');
    expect(compile('a').sub((match) => `$&${match.start}`, 'aba')).toBe('$&0b$&2');
    expect(compile('a').subn('b', 'aaa', { count: 2 })).toEqual({ text: 'bba', count: 2 });
    expect(compile('x*').sub('-', 'abxd')).toBe('-a-b--d-');
  });

  it('split, with the groups', () => {
    expect(compile('(,)|;').split('a,b;c')).toEqual(['a', ',', 'b', null, 'c']);
    expect(compile('\\b').split('ab c')).toEqual(['', 'ab', ' ', 'c', '']);
    expect(compile(',').split('a,b,c', { maxsplit: 1 })).toEqual(['a', 'b,c']);
  });

  it('escape a text', () => {
    const text = 'a.b*c [d]\n-#';
    expect(compile(escapeText(text)).fullmatch(text)?.group()).toBe(text);
  });
});

describe('what is refused', () => {
  it.each([
    ['a(b', 1],
    ['a)', 1],
    ['a[b', 1],
    ['*a', 0],
    ['a**', 2],
    ['^*', 1],
    ['a{3,2}', 1],
    ['(?P<n>a)(?P<n>b)', 12],
    ['(?P<1>a)', 4],
    ['\\1(a)', 0],
    ['(a\\1)', 2],
    ['(?P=n)', 4],
    ['a(?i)b', 1],
    ['\\q', 0],
    ['\\', 0],
    ['[b-a]', 1],
    ['(?(2)a)(b)', 3],
    ['(?<=a*)b', 0],
    ['(?<=(a)\\1)', 7],
    ['(?z)', 0],
    ['\\x1', 0],
    ['\\400', 0],
  ])('%s is refused at its position', (pattern, position) => {
    expect(() => compile(pattern)).toThrow(expect.objectContaining({ name: 'PatternError', position }));
  });

  it('has line and column', () => {
    expect(() => compile('a\nb(c', 'x')).toThrow(expect.objectContaining({ line: 2, column: 2, position: 3 }));
  });

  it('includes unknown flags, and replacements with unknown groups', () => {
    expect(() => compile('a', 'L')).toThrow(PatternError);
    expect(() => compile('a', 'au')).toThrow(PatternError);
    expect(() => compile('(a)').sub('\\2', 'b')).toThrow(PatternError);
    expect(() => compile('(a)').sub('\\g<n>', 'b')).toThrow(PatternError);
    expect(() => compile('(a)').sub('\\q', 'b')).toThrow(PatternError);
  });
});
