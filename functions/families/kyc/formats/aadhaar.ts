import { identifierField } from './identifier-field.ts';
import { passesVerhoeff } from './verhoeff.ts';

/** Aadhaar number, written with or without spaces and hyphens. */
export const aadhaarField = () =>
  identifierField({
    description: 'Aadhaar number',
    example: '1234 5678 9012',
    expected: '12 digits, e.g. "1234 5678 9012"',
    pattern: /^[0-9]{12}$/,
  });

/**
 * Warnings about a number of the right length. They are not refusals, since the test number that the provider
 * documents, 123456789012, fails both rules.
 *
 * @param aadhaar normalised
 */
export function aadhaarWarnings(aadhaar: string): string[] {
  return [
    ...(/^[01]/.test(aadhaar) ? ['Aadhaar numbers do not begin with 0 or 1. Check for a typing error.'] : []),
    ...(passesVerhoeff(aadhaar) ? [] : ['The check digit of the Aadhaar number is wrong. Check for a typing error.']),
  ];
}

/** The form in which UIDAI allows a number to be shown: its last four digits only. */
export function maskAadhaar(aadhaar: string): string {
  return `XXXX XXXX ${aadhaar.slice(-4)}`;
}

/** A text of the provider in which every number that may be an Aadhaar is masked. */
export function maskAadhaarIn(text: string): string {
  return text.replace(/(?<!\d)\d{4}[\s-]?\d{4}[\s-]?(\d{4})(?!\d)/g, 'XXXX XXXX $1');
}
