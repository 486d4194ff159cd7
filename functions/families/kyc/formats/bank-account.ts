import * as z from 'zod';
import { textKind } from '../../../../schemas/text-kind.ts';
import { asWritten, optionally } from './as-written.ts';
import { compact, tidy } from './compact.ts';
import { identifierField } from './identifier-field.ts';

/** Account number as banks print it. Its length differs between banks; the provider takes up to 40 characters. */
export const accountNumberField = () =>
  identifierField({
    description: 'Bank account number',
    example: '00000012345678',
    expected: 'letters or digits, e.g. "00000012345678"',
    pattern: /^[A-Z0-9]{1,40}$/,
    kind: 'digits',
  });

/** Name of the account's holder, which the provider compares with the bank's. */
export const accountHolderField = () =>
  z
    .string()
    .min(1)
    .max(100)
    .meta({
      description: 'Name of the account holder, at most 100 characters.',
      examples: ['John Doe'],
      ...textKind('name'),
    })
    .transform(tidy);

const MOBILE = /^[6-9][0-9]{9}$/;

/** Indian mobile number; a leading +91 or 0 is removed. */
export const mobileField = () =>
  identifierField({
    description: 'Mobile number of the account holder',
    example: '9000000000',
    expected: '10 digits, e.g. "9000000000"',
    pattern: MOBILE,
    written: asWritten(MOBILE, optionally('+?91|0')),
    normalise: (text) => compact(text).replace(/^(?:\+?91|0)(?=[0-9]{10}$)/, ''),
  });
