import type { ProviderFailure } from '../provider-failure.ts';

const NO_COMPANY = {
  code: 'E4007',
  message: 'The company register has no such company or partnership. Check the number, or search with "company_name".',
} as const;

/** Failures of the company register. An unknown id comes as HTTP 200 with the code 422 inside. */
export const COMPANY_FAILURES: readonly ProviderFailure[] = [
  { providerStatus: 422, providerMessage: 'is not found', field: 'id', ...NO_COMPANY },
  { providerStatus: 521, ...NO_COMPANY },
  {
    providerStatus: 400,
    providerMessage: 'at least 3 characters',
    code: 'E2004',
    message: '"company_name" is not valid: at least 3 characters are needed.',
    field: 'company_name',
    expectedFormat: 'the beginning of the name, at least 3 characters',
  },
  {
    providerStatus: 422,
    providerMessage: 'cin',
    code: 'E2004',
    message: '"id" is not valid: the provider does not accept it.',
    field: 'id',
    expectedFormat: 'a CIN of 21 characters or an LLPIN such as "ABC-1234"',
  },
];

/** Failures of the register of directors. */
export const DIRECTOR_FAILURES: readonly ProviderFailure[] = [
  {
    providerStatus: 422,
    providerMessage: 'din entered does not match',
    code: 'E4007',
    message:
      'The register has no director with this DIN. Check it for a typing error, or find it with mca_company_search.',
    field: 'din',
  },
  { providerStatus: 521, code: 'E4007', message: 'The register has no director with this DIN.', field: 'din' },
  {
    providerStatus: 422,
    providerMessage: 'din',
    code: 'E2004',
    message: '"din" is not valid: the provider does not accept its format.',
    field: 'din',
    expectedFormat: '8 digits',
  },
];
