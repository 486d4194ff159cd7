import { identifierField } from './identifier-field.ts';

/** Indian Financial System Code of a bank branch (Reserve Bank of India): bank, a zero, branch. */
export const ifscField = () =>
  identifierField({
    description: 'IFSC of the bank branch',
    example: 'SBIN0021745',
    expected: '4 letters, a zero and 6 letters or digits, e.g. "SBIN0021745"',
    pattern: /^[A-Z]{4}0[A-Z0-9]{6}$/,
  });
