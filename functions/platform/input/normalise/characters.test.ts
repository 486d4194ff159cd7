import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanIdentifier, cleanName, overridesOrder, showsOtherOrder } from './characters.ts';

describe('an identifier in plain characters', () => {
  it.each([
    ['SBIN0021745', 'SBIN0021745', []],
    ['ＳＢＩＮ００２１７４５', 'SBIN0021745', ['full-width']],
    ['SBIN\u200b0021745\ufeff', 'SBIN0021745', ['invisible']],
    ['2001‑11‑11', '2001-11-11', ['full-width']],
    ['１２３４\u3000５６７８', '1234 5678', ['full-width']],
    ['\u202a+91 98765 43210\u202c', '+91 98765 43210', ['invisible']],
    ['१२३', '१२३', []],
    ['x²', 'x²', []],
  ])('%j is %j', (given, text, changes) => {
    expect(cleanIdentifier(given)).toEqual({ text, changes });
  });
});

describe('a name without invisible characters', () => {
  it.each([
    ['Jo\u200bhn\u00ad Doe', 'John Doe'],
    ['\u2068דוד\u2069', 'דוד'],
    ['क्\u200dष', 'क्\u200dष'],
    ['രാജന്\u200d', 'രാജന്\u200d'],
    ['علی\u200cرضا', 'علی\u200cرضا'],
    ['葛\u{e0100}城', '葛\u{e0100}城'],
    ['Jo\u200dhn\u200c', 'John'],
    ['क\u200d\u200dष', 'क\u200dष'],
    ['Ｊｏｈｎ', 'Ｊｏｈｎ'],
    ['Doe\ufe0f', 'Doe'],
  ])('%j is %j', (given, text) => {
    expect(cleanName(given).text).toBe(text);
  });
});

describe('characters that turn the order of letters', () => {
  it.each(['12\u202e34', '12\u200f34', '\u202b12-34\u202c', '\u2067x\u2069', 'a\u061cb', '\u202d12\u202c'])(
    'make the identifier %j ambiguous',
    (text) => expect(showsOtherOrder(text)).toBe(true),
  );

  it('make a name ambiguous only if they override the order of its own letters', () => {
    expect(['\u202b\u05d3\u202c', '\u05d3\u200f'].map(overridesOrder)).toEqual([false, false]);
    expect(['Jo\u202ehn', '\u202dJohn'].map(overridesOrder)).toEqual([true, true]);
  });
});

it.each([
  ['identifier', cleanIdentifier],
  ['name', cleanName],
])('cleaning an %s twice changes no more than cleaning it once', (_, clean) => {
  const unit = fc.constantFrom(
    ...('aक्ष葛１－\u200c\u200d\u200b\ufe0f\u00ad\u3000\u2011\u180b \u{e0100}'.match(/./gu) ?? []),
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
      const once = clean(text).text;
      expect(clean(once)).toEqual({ text: once, changes: [] });
    }),
  );
});
