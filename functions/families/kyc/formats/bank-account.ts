import type { NormalForm } from '../../../../schemas/normal-form.ts';
import { asWritten, optionally } from './as-written.ts';
import { identifierField } from './identifier-field.ts';
import { personNameField } from './person-name.ts';

/** Account number as banks print it. Its length differs between banks; the provider takes up to 40 characters. */
export const accountNumberField = () =>
  identifierField({
    description: 'Bank account number',
    example: '00000012345678',
    expected: 'letters or digits, e.g. "00000012345678"',
    pattern: /^[A-Z0-9]{1,40}$/,
    kind: 'digits',
  });

/** Name of the person who should hold the account; it is compared with the bank's. */
export const accountHolderField = () =>
  personNameField({
    description: 'Name of the person, at most 100 characters, for name_match.',
    least: 1,
  });

/** A mobile number without a leading +91 or 0. */
export const MOBILE_FORM: NormalForm = { form: 'identifier', strip: '^(?:\\+?91|0)(?=[0-9]{10}$)' };

const MOBILE = /^[6-9][0-9]{9}$/;

/** Indian mobile number. */
export const mobileField = () =>
  identifierField({
    description: 'Mobile number of the account holder',
    example: '9000000000',
    expected: '10 digits, e.g. "9000000000"',
    pattern: MOBILE,
    written: asWritten(MOBILE, optionally('+?91|0')),
    form: MOBILE_FORM,
  });
