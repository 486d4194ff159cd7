import * as z from 'zod';
import { identifierField } from './identifier-field.ts';

/** One-time password of UIDAI, as it stands in the text message. */
export const otpField = () =>
  identifierField({
    description: 'One-time password from the text message',
    example: '121212',
    expected: '6 digits, e.g. "121212"',
    pattern: /^[0-9]{6}$/,
  });

/** Reference of a sent OTP; the provider answers it as a number and takes it as a text, so both are read. */
export const referenceIdField = () =>
  z
    .union([z.string().min(1).max(64), z.int().nonnegative()])
    .meta({ description: 'reference_id that aadhaar_okyc_generate_otp answered.', examples: ['1234567'] })
    .transform((reference) => String(reference).trim());
