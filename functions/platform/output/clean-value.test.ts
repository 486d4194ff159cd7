import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanString } from './clean-value.ts';

/** Control characters and sequences, as JSON may write them. */
const dirty = fc.constantFrom(
  '\\u001b[31m',
  '\\u001B]0;x\\u0007',
  '\\u009b1m',
  '\\b',
  '\u009b1m',
  '\\u202e',
  '\\u0000',
  '\\u200b',
  '\ufeff',
);
const CONTROLS = /[\p{Cc}--[\t\n\r]]/v;

describe('a text that is JSON', () => {
  it.each([
    ['an escape sequence', '{"a":"\\u001b[31mred"}', '{"a":"red"}'],
    ['an escape sequence in capitals', '["\\u001B[2Kx"]', '["x"]'],
    ['short escapes of control characters', '{"a":"x\\b\\b"}', '{"a":"x"}'],
    ['controls as they are, the JSON around them kept', '{"a":"x\u009b"}', '{"a":"x"}'],
    ['turned text in a name', '{"na\\u202eme":1}', '{"name":1}'],
    ['halves of a character', '["\\ud800x"]', '["\ufffdx"]'],
    [
      'what JSON within JSON writes as an escape',
      '{"body":"{\\"x\\":\\"\\\\u001b[31mred\\"}"}',
      '{"body":"{\\"x\\":\\"red\\"}"}',
    ],
    ['controls behind an invisible mark', '\u200b{"a":"\\u001b[31mred"}', '{"a":"red"}'],
    ['controls of a text alone', '"\\u001b[31mred"', '"red"'],
  ])('is without %s', (_what, text, clean) => {
    expect(cleanString(text)).toBe(clean);
  });

  it.each([
    '{ "n": 12345678901234567890, "e": 1.0e3,\n "t": "\\u00e9\\n\\t\\"" }',
    '{"path":"C:\\\\u001b"}',
    'A page on \\u001b[31m, which is no JSON.',
    '{"open": "\\u001b',
    '[]',
  ])('or has nothing to clean stays as it is: %s', (text) => {
    expect(cleanString(text)).toBe(text);
  });

  it('keeps numbers as they are written beside what is cleaned', () => {
    expect(cleanString('[12345678901234567890,1.50,"\\u0007"]')).toBe('[12345678901234567890,1.50,""]');
  });

  it('keeps both of two names that become the same', () => {
    expect(JSON.parse(cleanString('{"a":"true","a\\u200b":"false"}'))).toEqual({ a: 'true', 'a (2)': 'false' });
  });

  it('of any depth is cleaned', () => {
    const deep = `${'['.repeat(100_000)}"\\u0007",{"a\\u200b":1}${']'.repeat(100_000)}`;
    expect(cleanString(deep)).not.toMatch(/\\u/);
  });

  it('shows no control character to a reader of the JSON, and is the same when it is cleaned again', () => {
    const text = fc
      .array(fc.oneof(dirty, fc.constantFrom('a', '"', '{', '\\"', '\\\\', ',')), { maxLength: 8 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (one, other) => {
        for (const given of [`{"x":"${one}","${other}":1}`, `["${one}"]`, one]) {
          const clean = cleanString(given);
          expect(cleanString(clean)).toBe(clean);
          expect(stringsIn(clean).filter((each) => CONTROLS.test(each))).toEqual([]);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});

/** All strings that a reader finds in a text, reading strings that are JSON too. */
function stringsIn(text: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [text];
  }
  return typeof value === 'string' ? [text, ...stringsIn(value)] : [text, ...membersOf(value)];
}

function membersOf(value: unknown): string[] {
  if (typeof value === 'string') return stringsIn(value);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...membersOf(member)]);
}
