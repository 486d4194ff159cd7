import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from './parse-json.ts';

const refusal = (field: string, message: RegExp) =>
  expect.objectContaining({
    code: 'E2001',
    message: expect.stringMatching(message),
    details: expect.objectContaining({ field }),
  });

describe('JSON that means one thing', () => {
  it('is read as JSON.parse reads it', () => {
    const halfless = (value: unknown) =>
      JSON.stringify(value).isWellFormed() && !/\\ud[89a-f]/i.test(JSON.stringify(value));
    const survives = (value: unknown) => !/__proto__|prototype|\d{16}|e[+-]\d/.test(JSON.stringify(value));
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 6 }).filter(halfless).filter(survives),
        fc.constantFrom(undefined, 1, '\t'),
        (value, space) => {
          expect(parseJson(JSON.stringify(value, undefined, space))).toEqual(JSON.parse(JSON.stringify(value)));
        },
      ),
    );
  });

  it('refuses a duplicate key at any depth, escaped or not', () => {
    fc.assert(
      fc.property(
        fc
          .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
          .filter((key) => key !== '__proto__' && key.isWellFormed()),
        fc.array(fc.oneof(fc.constantFrom('a', 'b', '"', '\\'), fc.nat(3)), { maxLength: 5 }),
        fc.jsonValue({ maxDepth: 1 }).filter((value) => JSON.stringify(value).length < 15),
        (key, path, filling) => {
          const other = JSON.stringify(filling);
          fc.pre(parses(other));
          const escaped = [...key].map((char) => [...char].map(escapeAll).join('')).join('');
          let text = `{${JSON.stringify(key)}: ${other}, "x${'y'.repeat(9)}": 1 , "${escaped}":${other}}`;
          for (const part of path.toReversed()) {
            text =
              typeof part === 'number'
                ? `[${Array.from({ length: part }, () => '[{}, "],{"]')
                    .concat(text)
                    .join(' , ')}]`
                : `{"z": "{\\"", ${JSON.stringify(part)}: ${text}}`;
          }
          expect(() => parseJson(text)).toThrow(
            expect.objectContaining({ message: expect.stringContaining('is there twice') }),
          );
        },
      ),
    );
  });

  it.each([
    ['{"a":1,"a":1}', 'a', /is there twice/],
    ['{"params":{"items":[{},{"id":1,"\\u0069d":2}]}}', 'params.items.1.id', /is there twice/],
    ['{"a":{"b":1},"b":2,"a":3}', 'a', /is there twice/],
    ['{"__proto__":{"admin":true}}', '__proto__', /objects use for themselves/],
    ['{"a":[{"\\u005f_proto__":1}]}', 'a.0.__proto__', /objects use for themselves/],
    ['{"constructor":{"prototype":{"admin":true}}}', 'constructor.prototype', /objects use for themselves/],
    ['{"id":9007199254740993}', 'id', /integer beyond/],
    ['{"id":-9007199254740992}', 'id', /integer beyond/],
    ['[1,{"id":100000000000000000000}]', '1.id', /integer beyond/],
    ['{"id":9007199254740993.0}', 'id', /integer beyond/],
    ['{"id":9.007199254740993e15}', 'id', /integer beyond/],
    ['{"id":1e16}', 'id', /integer beyond/],
    ['{"id":-1E+20}', 'id', /integer beyond/],
    ['{"id":1.5e300}', 'id', /integer beyond/],
    ['{"id":90071992547409.93e2}', 'id', /integer beyond/],
    ['{"n":1e400}', 'n', /too large/],
    ['{"n":1e-131}', 'n', /too small/],
    ['{"n":-5e-324}', 'n', /too small/],
    ['{"n":-1E+400}', 'n', /too large/],
    ['{"n":1e-400}', 'n', /too small/],
    ['{"n":0.123456789012345678}', 'n', /more than 17 significant digits/],
    ['{"t":"\\ud800"}', 't', /half of a character/],
    ['{"t":["ok","a\\uDFFFb"]}', 't.1', /half of a character/],
    ['{"t":"\ud800"}', 't', /half of a character/],
    ['{"\\ud800":1}', '\\u{d800}', /half of a character/],
    [`${'['.repeat(65)}${']'.repeat(65)}`, Array.from({ length: 64 }, () => 0).join('.'), /deeper than 64/],
    [
      `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
      Array.from({ length: 64 }, () => 'a').join('.'),
      /deeper than 64/,
    ],
  ])('refuses %.60s', (text, field, message) => {
    expect(() => parseJson(text)).toThrow(refusal(field, message));
  });

  it.each([
    '{"constructor":{"a":1},"prototype":1,"x":{"prototype":{}}}',
    '{"a":{"id":1},"b":{"id":1},"c":[{"id":1},{"id":1}]}',
    '{"":1}',
    '[9007199254740991,-9007199254740991,9e15,0.1,0.10000000000000001,-0,-0.0,0.0,0e5,0e999,1E2,1e-130,4503599627370495.5]',
    '"\\ud83d\\ude00 \\\\ud800 😀"',
    '{"say":"{\\"a\\":1,\\"a\\":2} 1e400 \\\\"}',
    ' \n[ true , false , null ]\t',
    '12',
  ])('takes %s', (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it.each(['', '{', '{"a":1,}', '01', 'NaN', '"\t"', '{}{}'])('leaves %j to the syntax error', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it('escapes names in errors', () => {
    const trick = 'a\u202egnp.exe\u0007';
    const text = JSON.stringify({ [trick]: 1 }).replace('1', `1,${JSON.stringify(trick)}:2`);
    expect(() => parseJson(text)).toThrow(refusal('a\\u{202e}gnp.exe\\u{7}', /^[\x20-\x7e]*$/));
    const long = 'k'.repeat(5_000);
    expect(() => parseJson(`{"${long}":1,"${long}":2}`)).toThrow(refusal(`${'k'.repeat(64)}…`, /^.{1,120}$/));
  });
});

function parses(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

function escapeAll(character: string): string {
  return Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
}
