import { identifierField } from './identifier-field.ts';

const IFSC = /^[A-Z]{4}0[A-Z0-9]{6}$/;

/** The values that audit keeps in clear. */
export const IFSC_FORM = { pattern: IFSC.source.slice(1, -1) };

/** Indian Financial System Code of a bank branch (Reserve Bank of India): bank, a zero, branch. */
export const ifscField = () =>
  identifierField({
    description: 'IFSC of the bank branch',
    example: 'SBIN0021745',
    expected: '4 letters, a zero and 6 letters or digits, e.g. "SBIN0021745"',
    pattern: IFSC,
  });
