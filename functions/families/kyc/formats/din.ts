import { asWritten, optionally } from './as-written.ts';
import { compact } from './compact.ts';
import { identifierField } from './identifier-field.ts';

/** Director Identification Number, or the DPIN of a designated partner: 8 digits, with their leading zeros. */
export const dinField = () =>
  identifierField({
    description: 'DIN or DPIN',
    example: '99999999',
    expected: '8 digits (leading zeros may be left out), e.g. "99999999"',
    pattern: /^[0-9]{8}$/,
    written: asWritten(/^[0-9]{6,8}$/, optionally('DP?IN:?')),
    normalise: (text) => {
      const digits = compact(text).replace(/^DP?IN:?/, '');
      return /^[0-9]{6,8}$/.test(digits) ? digits.padStart(8, '0') : digits;
    },
  });
