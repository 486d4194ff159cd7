import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compact, inNormalForm, tidy } from './normal-form.ts';

describe('compact', () => {
  it.each([
    ['xxxp x1234-a', 'XXXPX1234A'],
    ['1234\u00a05678\u20139012', '123456789012'],
    ['\uff11\uff12\uff13', '123'],
    ['\u200bSBIN 0021745\ufeff', 'SBIN0021745'],
  ])('removes what people put between the parts: %j', (written, expected) => {
    expect(compact(written)).toBe(expected);
  });

  it('changes nothing when it is applied twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abcXYZ019 -–\u00a0\t') }), (text) => {
        expect(compact(compact(text))).toBe(compact(text));
      }),
    );
  });

  it('reads an identifier with any grouping', () => {
    const identifier = fc.string({ unit: fc.constantFrom(...'ABCDEFXYZ0123456789'), minLength: 1, maxLength: 21 });
    const separator = fc.constantFrom('', ' ', '-', ' - ', '\u00a0', '–');
    fc.assert(
      fc.property(identifier, fc.array(separator, { minLength: 21, maxLength: 21 }), (text, separators) => {
        const written = [...text].map((letter, index) => letter.toLowerCase() + separators[index]).join('');
        expect(compact(written)).toBe(text);
      }),
    );
  });
});

describe('tidy', () => {
  it('leaves one space between words and no space at the ends', () => {
    expect(tidy('  John \t Ronald\n Doe ')).toBe('John Ronald Doe');
  });

  it('removes the invisible marks of a name', () => {
    expect(tidy('\u200bJohn \u200bRonald\ufeff Doe')).toBe('John Ronald Doe');
  });
});

describe('a normal form', () => {
  it('leaves a text as it is that has none', () => {
    expect(inNormalForm('31/02/2001', { form: 'date' })).toBe('31/02/2001');
  });

  it.each([
    ['din 123456', '00123456'],
    ['12345', '12345'],
    ['DPIN: 99999999', '99999999'],
  ])('of an identifier may have leading zeros and a word that is left out: %j', (written, expected) => {
    const form = { form: 'identifier', strip: '^DP?IN:?', zeros: { least: 6, to: 8 } } as const;
    expect(inNormalForm(written, form)).toBe(expected);
  });
});
