import type { ProviderFailure } from '../provider-failure.ts';

/** Failures of the PAN APIs. */
export const PAN_FAILURES: readonly ProviderFailure[] = [
  {
    providerStatus: 422,
    providerMessage: 'individuals pan is required',
    code: 'E2004',
    alias: 'INVALID_PAN_TYPE',
    message: '"pan" is not valid: only the PAN of an individual (fourth letter P) can be linked to an Aadhaar number.',
    field: 'pan',
    expectedFormat: 'PAN of an individual, e.g. "XXXPX1234A"',
  },
  {
    providerStatus: 422,
    providerMessage: 'pan',
    code: 'E2004',
    message: '"pan" is not valid: the provider does not accept its format.',
    field: 'pan',
    expectedFormat: '5 letters, 4 digits and 1 letter, e.g. "XXXPX1234A"',
  },
  {
    providerStatus: 422,
    providerMessage: 'date',
    code: 'E2004',
    message: '"date_of_birth" is not valid: the provider does not accept it.',
    field: 'date_of_birth',
    expectedFormat: 'DD/MM/YYYY',
  },
  {
    providerStatus: 422,
    providerMessage: 'name',
    code: 'E2004',
    message: '"name_as_per_pan" is not valid: the provider does not accept it.',
    field: 'name_as_per_pan',
    expectedFormat: 'the name as it is printed on the PAN card, at least 2 characters',
  },
];
