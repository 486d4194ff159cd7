import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aadhaarField, aadhaarWarnings, maskAadhaar, maskAadhaarIn } from './aadhaar.ts';

describe('aadhaarField', () => {
  it.each(['1234 5678 9012', '1234-5678-9012', ' 123456789012 '])('reads %j', (written) => {
    expect(aadhaarField().parse(written)).toBe('123456789012');
  });

  it.each(['12345678901', '1234567890123', '12345678901A', ''])('refuses %j', (written) => {
    expect(aadhaarField().safeParse(written).success).toBe(false);
  });
});

describe('aadhaarWarnings', () => {
  it('are empty for a valid number', () => {
    expect(aadhaarWarnings('999941057058')).toEqual([]);
  });

  it('name a wrong check digit and a first digit that is never issued', () => {
    expect(aadhaarWarnings('999941057059')).toEqual([expect.stringContaining('check digit')]);
    expect(aadhaarWarnings('123456789012')).toHaveLength(2);
  });
});

describe('masking', () => {
  it('shows the last four digits only', () => {
    expect(maskAadhaar('123456789012')).toBe('XXXX XXXX 9012');
  });

  it('hides a number at any place in a text and with any grouping', () => {
    const grouped = fc.constantFrom('', ' ', '-');
    const part = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(part, part, part, grouped, (a, b, c, separator) => {
        const text = `Number ${a}${separator}${b}${separator}${c}.`;
        expect(maskAadhaarIn(text)).toBe(`Number XXXX XXXX ${c}.`);
      }),
    );
  });

  it('does not change masked and longer numbers', () => {
    expect(maskAadhaarIn('linked to XXXX XXXX 9999, utr 3296138709731')).toBe(
      'linked to XXXX XXXX 9999, utr 3296138709731',
    );
  });
});
