import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { passesVerhoeff, verhoeffDigit } from './verhoeff.ts';

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 20 });
const number = digits.map((text) => `${text}${verhoeffDigit(text)}`);

describe('Verhoeff', () => {
  // Test numbers that UIDAI publishes.
  it.each(['999941057058', '999971658847', '999933119405'])('passes %s', (aadhaar) => {
    expect(passesVerhoeff(aadhaar)).toBe(true);
  });

  it('fails the number that the provider documents', () => {
    expect(passesVerhoeff('123456789012')).toBe(false);
  });

  it('computes the digit that makes a number pass', () => {
    fc.assert(fc.property(number, (text) => expect(passesVerhoeff(text)).toBe(true)));
  });

  it('notices every wrong digit', () => {
    fc.assert(
      fc.property(number, fc.nat(), fc.integer({ min: 1, max: 9 }), (text, place, shift) => {
        const index = place % text.length;
        const wrong = (Number(text[index]) + shift) % 10;
        expect(passesVerhoeff(`${text.slice(0, index)}${wrong}${text.slice(index + 1)}`)).toBe(false);
      }),
    );
  });

  it('notices every swap of unequal neighbours', () => {
    fc.assert(
      fc.property(number, fc.nat(), (text, place) => {
        const index = place % (text.length - 1);
        const [one, other] = [text.charAt(index), text.charAt(index + 1)];
        fc.pre(one !== other);
        expect(passesVerhoeff(`${text.slice(0, index)}${other}${one}${text.slice(index + 2)}`)).toBe(false);
      }),
    );
  });
});
