import { identifierField } from './identifier-field.ts';

/** Kinds of holder by the fourth letter of a PAN (Income Tax Department). K is no longer issued. */
export const PAN_HOLDERS: Readonly<Record<string, string>> = {
  A: 'association of persons',
  B: 'body of individuals',
  C: 'company',
  F: 'firm or limited liability partnership',
  G: 'government',
  H: 'Hindu undivided family',
  J: 'artificial juridical person',
  K: 'Krish (no longer issued)',
  L: 'local authority',
  P: 'individual',
  T: 'trust',
};

/** Permanent Account Number, as the provider asks for it: five letters, four digits, a letter. */
export const panField = (description = 'PAN of the holder') =>
  identifierField({
    description,
    example: 'XXXPX1234A',
    expected: '5 letters, 4 digits and 1 letter, e.g. "XXXPX1234A"',
    pattern: /^[A-Z]{5}[0-9]{4}[A-Z]$/,
  });

/**
 * Warnings about a PAN of the right shape. They are not refusals, since the test values of the provider cause them, and
 * the provider decides.
 *
 * @param pan normalised
 */
export function panWarnings(pan: string): string[] {
  const letter = pan.charAt(3);
  return [
    ...(letter in PAN_HOLDERS
      ? []
      : [`The fourth letter of the PAN, "${letter}", stands for no kind of holder. Check for a typing error.`]),
    ...(pan.slice(5, 9) === '0000'
      ? ['The serial number of the PAN is 0000, which is never issued. Check for a typing error.']
      : []),
  ];
}
